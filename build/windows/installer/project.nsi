# The installer for Windows, for one person and without administrator's rights. wails build
# --nsis makes wails_tools.nsh of wails.json beside it, whose macros write, among others, the
# registry's entry for gotunnel:// links. gotunnel.exe is built before, by build/compile.sh.
Unicode true

!define REQUEST_EXECUTION_LEVEL "user"
!define WAILS_INSTALL_SCOPE "user"
!include "wails_tools.nsh"

VIProductVersion "${INFO_PRODUCTVERSION}.0"
VIFileVersion "${INFO_PRODUCTVERSION}.0"
VIAddVersionKey "CompanyName" "${INFO_COMPANYNAME}"
VIAddVersionKey "FileDescription" "${INFO_PRODUCTNAME} Installer"
VIAddVersionKey "ProductVersion" "${INFO_PRODUCTVERSION}"
VIAddVersionKey "FileVersion" "${INFO_PRODUCTVERSION}"
VIAddVersionKey "LegalCopyright" "${INFO_COPYRIGHT}"
VIAddVersionKey "ProductName" "${INFO_PRODUCTNAME}"

ManifestDPIAware true

!include "MUI.nsh"
!define MUI_ICON "..\icon.ico"
!define MUI_UNICON "..\icon.ico"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Name "${INFO_PRODUCTNAME}"
OutFile "..\..\bin\${INFO_PROJECTNAME}-${ARCH}-installer.exe"
InstallDir "$LOCALAPPDATA\Programs\${INFO_PRODUCTNAME}"

Function .onInit
	!insertmacro wails.checkArchitecture
FunctionEnd

Section
	!insertmacro wails.setShellContext
	!insertmacro wails.webview2runtime
	SetOutPath $INSTDIR
	!insertmacro wails.files
	File "..\..\bin\gotunnel.exe" # the agent, which the window starts from beside itself
	CreateShortcut "$SMPROGRAMS\${INFO_PRODUCTNAME}.lnk" "$INSTDIR\${PRODUCT_EXECUTABLE}"
	!insertmacro wails.associateCustomProtocols
	!insertmacro wails.writeUninstaller
SectionEnd

Section "uninstall"
	!insertmacro wails.setShellContext
	nsExec::Exec '"$INSTDIR\gotunnel.exe" quit' # a program that runs can't be removed
	RMDir /r "$AppData\${PRODUCT_EXECUTABLE}" # what WebView2 kept
	RMDir /r $INSTDIR
	Delete "$SMPROGRAMS\${INFO_PRODUCTNAME}.lnk"
	!insertmacro wails.unassociateCustomProtocols
	!insertmacro wails.deleteUninstaller
SectionEnd
