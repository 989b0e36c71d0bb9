#!/bin/sh
# 启动职称评审会议程序：在终端里进入本文件夹，输入 sh start.sh
# A FAT32 stick marks no file as a program, a copy from one bears no mark either, and some systems run nothing from a
# stick. Where `zcdesk` cannot be marked and started here, the folder is copied once into the home folder. What stands
# there under the same name stays as it is, whosever it is: people keep their sessions beside the program.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
runs() { chmod +x "$1/zcdesk" 2>/dev/null || :; [ -x "$1/zcdesk" ]; }
name=$HOME/$(basename -- "$here")
copy=$name
number=1
while [ "$here" != "$copy" ] && [ -e "$copy" ] && ! cmp -s "$here/SHA256SUMS" "$copy/SHA256SUMS"; do
    number=$((number + 1))
    copy=$name-$number
done
if runs "$here"; then
    copy=$here
elif [ "$here" = "$copy" ]; then
    echo "这个文件夹所在的磁盘不允许运行程序，请联系电脑管理员，或换一台电脑。" >&2
    exit 1
elif [ ! -e "$copy" ]; then
    echo "U 盘不允许直接运行程序，正在复制到 $copy，请等一两分钟……"
    rm -rf -- "$copy.part"
    if ! cp -r -- "$here" "$copy.part"; then
        rm -rf -- "$copy.part"
        echo "没有复制成：看看电脑的磁盘是不是满了，腾出空间后再试。" >&2
        exit 1
    fi
    mv -- "$copy.part" "$copy"
    echo "复制好了。以后直接打开 $copy，双击 zcdesk。"
fi
if ! runs "$copy"; then
    echo "这台电脑的个人文件夹里不允许运行程序，请联系电脑管理员，或换一台电脑。" >&2
    exit 1
fi
exec "$copy/zcdesk" "$@"
