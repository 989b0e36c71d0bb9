@echo off
chcp 65001 >nul
rem Offline installation: install.bat [folder]. Needs Python 3.11, 3.12 or 3.13 on this machine, no network, no administrator.
setlocal
set "target=%~1"
if "%target%"=="" set "target=%LOCALAPPDATA%\zcdesk"
set "python="
for %%v in (3.13 3.12 3.11) do if not defined python py -%%v -c "import venv, ensurepip" >nul 2>nul && set "python=py -%%v"
if not defined python (
  echo 本机没有可用的 Python 3.11、3.12 或 3.13，请改用免安装的文件夹版。
  exit /b 1
)
%python% -m venv "%target%" || exit /b 1
"%target%\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --require-hashes --find-links "%~dp0wheels" -r "%~dp0requirements.txt" || exit /b 1
for %%w in ("%~dp0wheels\zcdesk-*.whl") do "%target%\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index --no-deps "%%w" || exit /b 1
echo 已安装。启动：%target%\Scripts\zcdesk.exe
