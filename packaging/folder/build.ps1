# The folder for Windows, made on Windows 10 or later with Python 3.13 (64 bit) and uv installed:
#   powershell -ExecutionPolicy Bypass -File packaging\folder\build.ps1 [-Out dist]
# PyInstaller cannot make it from Linux. This file begins with a byte order mark: without one Windows PowerShell 5 reads it in
# the system's own character set, and the folder 手册 would have another name.
param([string]$Out = "dist")
$ErrorActionPreference = "Stop"
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$root = (Resolve-Path "$here\..\..").Path
$work = "$root\build\folder"
New-Item -ItemType Directory -Force $work, $Out | Out-Null
$Out = (Resolve-Path $Out).Path

function Check { if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE } }

Set-Location $root
foreach ($variable in "UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS") {
    Remove-Item -ErrorAction Ignore "env:$variable"
}
$env:UV_NO_CONFIG = "1"
$env:UV_PROJECT_ENVIRONMENT = "$work\venv"
$env:PYTHONUTF8 = "1"  # Chinese words into a pipe, whatever the system's character set
$env:PYTHONHASHSEED = "0"  # the order of PyInstaller's archive is that of a set of words
uv sync --locked --quiet --no-dev --group release --extra token --no-editable --python 3.13; Check
Set-Location $work  # not in the checkout: its zcdesk would be taken before the installed one
& "$work\venv\Scripts\python.exe" -m PyInstaller --noconfirm --log-level ERROR --distpath "$work\dist" --workpath "$work\build" "$here\zcdesk.spec"; Check
$version = & "$work\venv\Scripts\python.exe" -c "import zcdesk; print(zcdesk.__version__)"; Check
$name = "zcdesk-$version-windows-x86_64"
if (Test-Path "$Out\$name") { Remove-Item -Recurse -Force "$Out\$name" }
Copy-Item -Recurse "$work\dist\zcdesk" "$Out\$name"
& "$work\venv\Scripts\python.exe" "$root\packaging\manual.py" "$Out\$name\手册" | Out-Null; Check
& "$work\venv\Scripts\python.exe" "$here\finish.py" "$Out\$name" $root; Check
& "$work\venv\Scripts\python.exe" "$root\packaging\licences.py" --folder "$Out\$name"; Check
Compress-Archive -Force -Path "$Out\$name" -DestinationPath "$Out\$name.zip"
# One line with a Unix ending, so that sha256sum reads it too.
$sum = (Get-FileHash -Algorithm SHA256 "$Out\$name.zip").Hash.ToLower()
[IO.File]::WriteAllText("$Out\$name.zip.sha256", "$sum  $name.zip`n")
Write-Host "$Out\$name"
