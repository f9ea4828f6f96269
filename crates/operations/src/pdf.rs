//! Looking at a PDF before it is given to families: it may show something, and do nothing.

use crate::OperationError;
use flate2::read::ZlibDecoder;
use std::io::Read;

/// Names in a PDF that make it do something, carry other files, or keep it from being looked at (ISO 32000-2, 7.6, 7.11.4,
/// 12.6).
const ACTIVE: &[&str] = &[
    "JavaScript",
    "JS",
    "Launch",
    "EmbeddedFile",
    "EmbeddedFiles",
    "RichMedia",
    "AA",
    "XFA",
    "ImportData",
    "SubmitForm",
    "Encrypt",
];

/// Most bytes that the objects packed in a PDF may unpack to, together.
const MOST_UNPACKED: u64 = 50 * 1024 * 1024;

/// The PDF as it came, or why it cannot be taken.
pub(crate) fn harmless_pdf(bytes: &[u8]) -> Result<Vec<u8>, OperationError> {
    let refused = |text: &str| Err(OperationError::Refused(text.to_owned()));
    let tail = &bytes[bytes.len().saturating_sub(2_048)..];
    if !tail.windows(5).any(|window| window == b"%%EOF") {
        return refused("This PDF is damaged: its end is missing");
    }
    let Some(packed) = packed_objects(bytes) else {
        return refused("This PDF cannot be looked into. Save it as a plain PDF and try again");
    };
    match active_name(bytes).or_else(|| active_name(&packed)) {
        None => Ok(bytes.to_vec()),
        Some("Encrypt") => refused("This PDF is locked with a password or rights. Save it without them and try again"),
        Some(_) => refused(
            "This PDF runs a program or carries other files, so it cannot be taken. Save it as a plain PDF and try again",
        ),
    }
}

/// What is in the object streams of a PDF: objects that are packed, so that their names cannot be read outside (ISO 32000-2,
/// 7.5.7). `None` where one is packed in a way that is not understood, or unpacks to very much.
fn packed_objects(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find(rest, b"stream") {
        // Its dictionary stands before it, after the end of the object before.
        let dictionary = &rest[..at];
        let from = dictionary.windows(3).rposition(|window| window == b"obj").unwrap_or(0);
        let names: Vec<String> = names(&dictionary[from..]).map(|(name, _)| name).collect();
        let is_end = dictionary.ends_with(b"end");
        rest = &rest[at + 6..];
        if is_end || !names.iter().any(|name| name == "ObjStm") {
            continue;
        }
        let has = |name: &str| names.iter().any(|known| known == name);
        if !has("Filter") {
            unpacked.extend_from_slice(rest);
            continue;
        }
        let others = ["LZWDecode", "ASCIIHexDecode", "ASCII85Decode", "RunLengthDecode", "Crypt"];
        if !has("FlateDecode") || others.into_iter().any(has) {
            return None;
        }
        let data = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        let left = MOST_UNPACKED - unpacked.len() as u64;
        let taken = ZlibDecoder::new(data).take(left).read_to_end(&mut unpacked).ok()?;
        if taken as u64 == left {
            return None;
        }
        unpacked.push(b' ');
    }
    Some(unpacked)
}

/// The first name in a PDF that makes it do something.
fn active_name(bytes: &[u8]) -> Option<&'static str> {
    names(bytes).find_map(|(name, after)| {
        let known = ACTIVE.iter().copied().find(|active| *active == name)?;
        // A picture can contain any two letters by chance; a value after them it seldom has too.
        let value = after.iter().find(|byte| !byte.is_ascii_whitespace());
        let has_value = value.is_some_and(|byte| byte.is_ascii_digit() || b"(<[/>".contains(byte));
        (known.len() > 2 || has_value).then_some(known)
    })
}

/// Every name, with `#xx` put back (ISO 32000-2, 7.3.5), and what stands after it.
fn names(bytes: &[u8]) -> impl Iterator<Item = (String, &[u8])> {
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| &bytes[at + 1..]);
    starts.map(|rest| {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0 || b"()<>[]{}/%".contains(byte);
        let end = rest.iter().take(60).position(ends).unwrap_or(rest.len().min(60));
        let mut name = String::new();
        let mut left = &rest[..end];
        while let Some((first, others)) = left.split_first() {
            let hex = others.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
            let coded = hex.filter(|_| *first == b'#').and_then(|hex| u8::from_str_radix(hex, 16).ok());
            name.push(char::from(coded.unwrap_or(*first)));
            left = if coded.is_some() { &others[2..] } else { others };
        }
        (name, &rest[end..])
    })
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;

    fn with(object: &[u8]) -> Vec<u8> {
        let mut pdf = b"%PDF-1.7\n1 0 obj\n".to_vec();
        pdf.extend(object);
        pdf.extend(b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
        pdf
    }

    fn packed(filter: &str, object: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(object).unwrap();
        let data = encoder.finish().unwrap();
        let mut all =
            format!("<</Type/ObjStm/N 1/First 4/Filter{filter}/Length {}>>stream\r\n", data.len()).into_bytes();
        all.extend(data);
        all.extend(b"\r\nendstream");
        with(&all)
    }

    #[test]
    fn what_only_shows_something_is_taken() {
        let plain = with(b"<</Type/Catalog/Names[(/JS is a word)]/OpenAction[2 0 R/Fit]>>");
        assert!(harmless_pdf(&plain).is_ok());
        assert!(harmless_pdf(&packed("/FlateDecode", b"1 0 <</Type/Page/AAPL (x)>>")).is_ok());
        // A picture in which the letters stand by chance.
        assert!(harmless_pdf(&with(b"<</Length 9>>stream\n\x01/JS\xff\xfe\x00a\nendstream")).is_ok());
    }

    #[test]
    fn what_does_something_is_found_however_it_is_written() {
        for object in [
            b"<</S/JavaScript/JS(app.alert\\(1\\))>>".as_slice(),
            b"<</S/J#61vaScript>>",
            b"<</AA<</O 3 0 R>>>>",
            b"<</S/Launch/F(cmd)>>",
            b"<</Type/Filespec/EF<</F 2 0 R>>/Names<</EmbeddedFiles 3 0 R>>>>",
            b"<</JS 12 0 R>>",
        ] {
            let told = harmless_pdf(&with(object)).unwrap_err().to_string();
            assert!(told.contains("runs a program"), "{told}");
            let told = harmless_pdf(&packed("/FlateDecode", object)).unwrap_err().to_string();
            assert!(told.contains("runs a program"), "packed: {told}");
        }
        assert!(harmless_pdf(&with(b"<</Encrypt 4 0 R>>")).unwrap_err().to_string().contains("locked"));
        assert!(
            harmless_pdf(&packed("[/ASCII85Decode/FlateDecode]", b"x")).is_err(),
            "what is not understood is not taken"
        );
        assert!(
            harmless_pdf(&packed("/FlateDecode", &vec![b' '; 60 * 1024 * 1024])).is_err(),
            "nor what unpacks to very much"
        );
        assert!(harmless_pdf(b"%PDF-1.7 and no end").is_err());
    }
}
