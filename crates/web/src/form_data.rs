//! What forms send, as it was typed.

use crate::error::PageError;
use crate::extract::AreaContext;
use crate::search_params::Problem;
use crate::site::Site;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use local_offer_domain::values::tidy;
use local_offer_operations::LARGEST_FILE;

/// Largest form that is read, in bytes. The longest page of ours is a tenth of it.
pub(crate) const LARGEST_FORM: usize = 512 * 1024;

/// Most pairs of a form that are read.
const MOST_PAIRS: usize = 3_000;

/// Names and values in the order in which they were sent, with repeats. Only what a handler asks for by name is ever used:
/// what somebody adds to a form has no effect.
#[derive(Debug, Clone, Default)]
pub(crate) struct FormData(pub(crate) Vec<(String, String)>);

impl FormData {
    pub(crate) fn parse(body: &[u8]) -> Self {
        let pairs = url::form_urlencoded::parse(body).take(MOST_PAIRS);
        // One place for every text that is typed: line ends of one kind, and nothing that cannot be seen.
        Self(pairs.map(|(name, value)| (name.into_owned(), tidy(&value))).collect())
    }

    /// The first value of this name, without spaces around it; empty when there is none.
    pub(crate) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The first value of this name as it was typed: a password may begin with a space.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Every value of this name that is not empty.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let values = self.0.iter().filter(|(known, value)| known == name && !value.trim().is_empty());
        values.map(|(_, value)| value.trim().to_owned()).collect()
    }

    /// Whether a checkbox or button of this name was used.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// The same as a browser would send it again.
    pub(crate) fn encoded(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

impl FromRequest<Site> for FormData {
    type Rejection = PageError;

    async fn from_request(request: Request, site: &Site) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let context =
            <AreaContext as axum::extract::FromRequestParts<Site>>::from_request_parts(&mut parts, site).await?;
        match axum::body::to_bytes(body, LARGEST_FORM).await {
            Ok(bytes) => Ok(Self::parse(&bytes)),
            Err(error) if TooSlow::is_why(&error) => Err(PageError::too_slow(&context)),
            Err(_) => Err(PageError::too_large(&context)),
        }
    }
}

/// A request came in drops, and is not waited for any longer. Whoever listens says so by this error.
#[derive(Debug, thiserror::Error)]
#[error("the request came too slowly")]
pub struct TooSlow;

impl TooSlow {
    /// Whether this is what an error is about.
    fn is_why(error: &(dyn std::error::Error + 'static)) -> bool {
        std::iter::successors(Some(error), |error| error.source()).any(<dyn std::error::Error>::is::<Self>)
    }
}

/// What a form with a file sends.
#[derive(Debug, Default)]
pub(crate) struct Upload {
    pub(crate) form: FormData,
    pub(crate) file: Vec<u8>,
    /// Whether the file is larger than any that is taken. Then none of it is here.
    pub(crate) is_too_large: bool,
}

impl FromRequest<Site> for Upload {
    type Rejection = PageError;

    async fn from_request(request: Request, site: &Site) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let context =
            <AreaContext as axum::extract::FromRequestParts<Site>>::from_request_parts(&mut parts, site).await?;
        let request = Request::from_parts(parts, body);
        let broken = |error: MultipartError| {
            if TooSlow::is_why(&error) {
                PageError::too_slow(&context)
            } else if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
                PageError::too_large(&context)
            } else {
                PageError::bad_form(&context)
            }
        };
        let multipart = Multipart::from_request(request, site).await;
        let mut multipart = multipart.map_err(|_| PageError::bad_form(&context))?;
        let mut upload = Self::default();
        loop {
            let mut field = match multipart.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => break,
                Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                    return Ok(Self { is_too_large: true, ..upload });
                }
                Err(error) => return Err(broken(error)),
            };
            let name = field.name().unwrap_or_default().to_owned();
            let is_file = name == "file";
            let most = if is_file { LARGEST_FILE } else { LARGEST_FORM };
            let mut bytes = Vec::new();
            loop {
                let chunk = match field.chunk().await {
                    Ok(Some(chunk)) => chunk,
                    Ok(None) => break,
                    // What was typed beside it is kept, and the form says what is wrong with the file.
                    Err(error) if is_file && error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                        return Ok(Self { is_too_large: true, file: Vec::new(), ..upload });
                    }
                    Err(error) => return Err(broken(error)),
                };
                if is_file && (upload.is_too_large || bytes.len() + chunk.len() > most) {
                    (upload.is_too_large, bytes) = (true, Vec::new());
                    continue;
                }
                if bytes.len() + chunk.len() > most || upload.form.0.len() > MOST_PAIRS {
                    return Err(PageError::too_large(&context));
                }
                bytes.extend_from_slice(&chunk);
            }
            if is_file {
                upload.file = bytes;
            } else {
                upload.form.0.push((name, tidy(&String::from_utf8_lossy(&bytes))));
            }
        }
        Ok(upload)
    }
}

/// A problem with the field of this name.
pub(crate) fn problem(field: impl Into<std::borrow::Cow<'static, str>>, message: impl Into<String>) -> Problem {
    Problem { field: field.into(), message: message.into() }
}
