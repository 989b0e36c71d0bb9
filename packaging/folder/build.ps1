# The folder for Windows, made on Windows 10 or later with Python 3.13 (64 bit) and uv installed:
#   powershell -ExecutionPolicy Bypass -File packaging\folder\build.ps1 [-Out dist]
# PyInstaller cannot make it from Linux.
param([string]$Out = "dist")
$ErrorActionPreference = "Stop"
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$root = (Resolve-Path "$here\..\..").Path
$work = "$root\build\folder"
New-Item -ItemType Directory -Force $work, $Out | Out-Null
$Out = (Resolve-Path $Out).Path

function Check { if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE } }

Set-Location $root
$env:UV_PROJECT_ENVIRONMENT = "$work\venv"
uv sync --locked --quiet --no-dev --group release --extra token --no-editable; Check
Set-Location $work  # not in the checkout: its zcdesk would be taken before the installed one
& "$work\venv\Scripts\python.exe" -m PyInstaller --noconfirm --log-level ERROR --distpath "$work\dist" --workpath "$work\build" "$here\zcdesk.spec"; Check
$version = & "$work\venv\Scripts\python.exe" -c "import zcdesk; print(zcdesk.__version__)"; Check
$name = "zcdesk-$version-windows-x86_64"
if (Test-Path "$Out\$name") { Remove-Item -Recurse -Force "$Out\$name" }
Copy-Item -Recurse "$work\dist\zcdesk" "$Out\$name"
& "$work\venv\Scripts\python.exe" "$root\packaging\manual.py" "$Out\$name\手册" | Out-Null; Check
& "$work\venv\Scripts\python.exe" "$here\finish.py" "$Out\$name" $root; Check
Compress-Archive -Force -Path "$Out\$name" -DestinationPath "$Out\$name.zip"
(Get-FileHash -Algorithm SHA256 "$Out\$name.zip").Hash.ToLower() + "  $name.zip" | Set-Content -Encoding ascii "$Out\$name.zip.sha256"
Write-Host "$Out\$name"
