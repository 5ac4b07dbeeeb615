<#
@TITLE@: Windows, by PowerShell 5.1 or later

  powershell -ExecutionPolicy Bypass -File @SCRIPT@ [install|undo|check]

Needs an elevated prompt, but for check. Run it as often as you like: what is done already is left
as it is. It serves the machine's stores, which Edge, Chrome, .NET, IIS and the agent read; Firefox
reads them too where firefox-policies.json is in place. Exit code 0: done, or trusted.
#>
param(
    [ValidateSet('install', 'undo', 'check')]
    [string]$Do = 'install'
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$Certificates = @(
@CERTIFICATES@
)

function Get-Sha256([byte[]]$Bytes) {
    $sha = [System.Security.Cryptography.SHA256]::Create()
    try { return ([BitConverter]::ToString($sha.ComputeHash($Bytes)) -replace '-', '').ToLowerInvariant() }
    finally { $sha.Dispose() }
}

function Open-Store([string]$Name, [string]$Mode) {
    $store = New-Object System.Security.Cryptography.X509Certificates.X509Store(
        $Name, [System.Security.Cryptography.X509Certificates.StoreLocation]::LocalMachine)
    $store.Open([System.Security.Cryptography.X509Certificates.OpenFlags]$Mode)
    return $store
}

function Find-Ours($Store, [string]$Sha256) {
    $Store.Certificates | Where-Object { (Get-Sha256 $_.RawData) -eq $Sha256 }
}

$read = @()
foreach ($one in $Certificates) {
    $bytes = [Convert]::FromBase64String(($one.Base64 -replace '\s', ''))
    if ((Get-Sha256 $bytes) -ne $one.Sha256) {
        Write-Error "This script is damaged: a certificate has not the fingerprint $($one.Sha256). Nothing was changed." -ErrorAction Continue
        exit 1
    }
    $read += , @{
        Store       = $one.Store
        Sha256      = $one.Sha256
        Certificate = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2(, $bytes)
    }
}

if ($Do -ne 'check') {
    $me = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
    if (-not $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
        Write-Error 'This needs an elevated prompt (Run as administrator). Nothing was changed.' -ErrorAction Continue
        exit 1
    }
}

$missing = $false
foreach ($one in $read) {
    if ($Do -ne 'check') {
        $store = Open-Store $one.Store 'ReadWrite'
        try {
            $found = @(Find-Ours $store $one.Sha256)
            if ($Do -eq 'install' -and $found.Count -eq 0) {
                $store.Add($one.Certificate)
                Write-Output "$($one.Store): added."
            }
            elseif ($Do -eq 'undo' -and $found.Count -gt 0) {
                foreach ($each in $found) { $store.Remove($each) }
                Write-Output "$($one.Store): removed."
            }
            else { Write-Output "$($one.Store): nothing to do." }
        }
        finally { $store.Close() }
    }
    $store = Open-Store $one.Store 'ReadOnly'
    try { $found = @(Find-Ours $store $one.Sha256) }
    finally { $store.Close() }
    if ($found.Count -gt 0) { Write-Output "Trusted: SHA-256 $($one.Sha256)" }
    else {
        Write-Output "Not trusted: SHA-256 $($one.Sha256)"
        $missing = $true
    }
}
if ($missing -and $Do -ne 'undo') { exit 1 }
exit 0
