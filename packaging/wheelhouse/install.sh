#!/usr/bin/env bash
# 离线安装：bash install.sh [目标文件夹]。不需要网络和管理员权限，只需要本机已有 Python 3.11、3.12 或 3.13。
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
target=${1:-$HOME/zcdesk}
usable() { "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; }
for name in python3.13 python3.12 python3.11 python3 python; do
    if command -v "$name" >/dev/null && usable "$name"; then python=$(command -v "$name"); break; fi
done
if [ -z "${python:-}" ]; then
    echo "本机没有可用的 Python 3.11、3.12 或 3.13（含 venv），请改用免安装的文件夹版。" >&2
    exit 1
fi
(cd "$here" && sha256sum --quiet -c SHA256SUMS) || { echo "安装文件不完整，请重新复制。" >&2; exit 1; }
"$python" -m venv "$target"
pip() { "$target/bin/python" -m pip --disable-pip-version-check install --quiet --no-index --no-deps "$@"; }
# The list names everything there is to install, with the digest of each file.
pip --require-hashes --find-links "$here/wheels" -r "$here/requirements.txt"
pip "$here"/wheels/zcdesk-*.whl
echo "已安装。启动：$target/bin/zcdesk"
