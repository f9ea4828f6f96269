//! Connections to `PostgreSQL` in cipher.
//!
//! The words are those of libpq (`sslmode`, `sslrootcert`), which every guide of every host of databases uses. The driver
//! knows only some of them, so the address is read here.

use crate::StorageError;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::path::Path;
use std::sync::Arc;
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

/// How a server is reached.
#[derive(Clone)]
pub(crate) struct Reach {
    pub(crate) config: Config,
    pub(crate) tls: MakeRustlsConnect,
}

/// Read an address with the `sslmode` (`disable`, `prefer`, `require`, `verify-full`) and `sslrootcert` of libpq.
pub(crate) fn reach(address: &str) -> Result<Reach, StorageError> {
    let unknown = || StorageError::Address(crate::connection::redacted(address));
    // Cut by hand: what is not ours goes to the driver as it was written, several hosts and odd escapes among it.
    let (before, query) = address.split_once('?').unwrap_or((address, ""));
    let (mut mode, mut roots, mut rest) = (String::new(), None, Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match url::form_urlencoded::parse(pair.as_bytes()).next() {
            Some((name, value)) if name == "sslmode" => mode = value.into_owned(),
            Some((name, value)) if name == "sslrootcert" => roots = Some(value.into_owned()),
            _ => rest.push(pair),
        }
    }
    let plain = if rest.is_empty() { before.to_owned() } else { format!("{before}?{}", rest.join("&")) };
    let mut config: Config = plain.parse().map_err(|_| unknown())?;
    let (mode, verified) = match mode.as_str() {
        "disable" => (SslMode::Disable, false),
        "" | "prefer" if roots.is_none() => (SslMode::Prefer, false),
        // With a certificate to go by, it is gone by. Stricter than libpq, which does not compare the name here.
        "require" => (SslMode::Require, roots.is_some()),
        "" | "prefer" | "verify-full" => (SslMode::Require, true),
        other => {
            return Err(StorageError::Tls(format!(
                "sslmode is {other:?}; it must be disable, prefer, require or verify-full"
            )));
        }
    };
    config.ssl_mode(mode);
    Ok(Reach { config, tls: MakeRustlsConnect::new(client(verified, roots.as_deref())?) })
}

fn client(verified: bool, roots: Option<&str>) -> Result<ClientConfig, StorageError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| StorageError::Tls(error.to_string()))?;
    if !verified {
        let anybody = Arc::new(Unverified(provider));
        return Ok(builder.dangerous().with_custom_certificate_verifier(anybody).with_no_client_auth());
    }
    let mut store = RootCertStore::empty();
    match roots {
        Some(path) => {
            let told = |problem: String| StorageError::Tls(format!("sslrootcert {path}: {problem}"));
            let found = CertificateDer::pem_file_iter(Path::new(path)).map_err(|error| told(error.to_string()))?;
            for certificate in found {
                let certificate = certificate.map_err(|error| told(error.to_string()))?;
                store.add(certificate).map_err(|error| told(error.to_string()))?;
            }
            if store.is_empty() {
                return Err(told("there is no certificate in it".to_owned()));
            }
        }
        None => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider)
        .build()
        .map_err(|error| StorageError::Tls(error.to_string()))?;
    Ok(builder.with_webpki_verifier(verifier).with_no_client_auth())
}

/// Takes whoever answers for the server, as libpq does below `verify-full`: it keeps out who listens, not who stands between.
#[derive(Debug)]
struct Unverified(Arc<CryptoProvider>);

impl ServerCertVerifier for Unverified {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ours_goes_to_the_driver_as_it_was_written() {
        let several =
            reach("postgres://offer@db1:5432,db2:5433/offer?sslmode=require&target_session_attrs=read-write").unwrap();
        assert_eq!(several.config.get_hosts().len(), 2);
        assert_eq!(several.config.get_ssl_mode(), SslMode::Require);
        let odd = reach("postgres://offer@db/offer?options=-c%20statement_timeout%3D5s").unwrap();
        assert_eq!(odd.config.get_options(), Some("-c statement_timeout=5s"));
        assert_eq!(odd.config.get_ssl_mode(), SslMode::Prefer);
    }
}
