@echo off
rem @TITLE@: Windows, by certutil
rem
rem   @SCRIPT@ [install^|undo^|check]
rem
rem Needs an elevated prompt, but for check. Run it as often as you like. The certificates lie beside
rem this file, or in ..\certificates; certutil takes them only with the fingerprint written here.
setlocal EnableExtensions DisableDelayedExpansion
set "DO=%~1"
if "%DO%"=="" set "DO=install"
if /i not "%DO%"=="install" if /i not "%DO%"=="undo" if /i not "%DO%"=="check" goto usage
if /i "%DO%"=="check" goto work
"%SystemRoot%\System32\fltmc.exe" >nul 2>&1
if errorlevel 1 (
    echo This needs an elevated prompt. Nothing was changed.>&2
    exit /b 1
)
:work
set "FAILED=0"
@CALLS@
exit /b %FAILED%

:one
rem %1 store, %2 file, %3 SHA-256, %4 SHA-1, by which certutil finds it in a store
if /i "%DO%"=="check" goto seen
if /i "%DO%"=="undo" goto undo
set "FILE=%~dp0%~2"
if not exist "%FILE%" set "FILE=%~dp0..\certificates\%~2"
if not exist "%FILE%" (
    echo The certificate %~2 is missing: keep it beside this file.>&2
    set "FAILED=1"
    goto :eof
)
set "HASH="
for /f "skip=1 delims=" %%H in ('certutil -hashfile "%FILE%" SHA256') do if not defined HASH set "HASH=%%H"
set "HASH=%HASH: =%"
if /i not "%HASH%"=="%~3" (
    echo The certificate %~2 has not the fingerprint %~3. It was not taken.>&2
    set "FAILED=1"
    goto :eof
)
certutil -store %~1 %~4 >nul 2>&1
if not errorlevel 1 (
    echo %~1: is there already.
    goto seen
)
certutil -f -addstore %~1 "%FILE%" >nul
if errorlevel 1 (
    echo certutil did not add %~2 to %~1.>&2
    set "FAILED=1"
    goto :eof
)
echo %~1: added.
goto seen

:undo
certutil -store %~1 %~4 >nul 2>&1
if errorlevel 1 (
    echo %~1: is not there.
    goto :eof
)
certutil -delstore %~1 %~4 >nul
if errorlevel 1 (
    echo certutil did not remove %~4 from %~1.>&2
    set "FAILED=1"
    goto :eof
)
echo %~1: removed.
goto :eof

:seen
certutil -store %~1 %~4 >nul 2>&1
if errorlevel 1 (
    echo Not trusted: SHA-256 %~3
    set "FAILED=1"
) else (
    echo Trusted: SHA-256 %~3
)
goto :eof

:usage
echo usage: %~nx0 [install^|undo^|check]>&2
exit /b 2
