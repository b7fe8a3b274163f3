// Package certs is where the server's certificates come from: one that it made
// itself, or files that the operator named.
//
//	cert, err := certs.Self(dataDir)       // made on the first start, then kept
//	fmt.Println(certs.Pin(cert))           // what clients check it by
//
//	files, err := certs.Watch(certFile, keyFile, log) // read again when they change
//	config := &tls.Config{GetCertificate: files.GetCertificate}
//
// The errors are sentences for the operator and never hold anything of a key.
//
// The package asks no certificate authority for anything, and it does not check
// that a certificate is for the server's domain: clients do.
package certs
