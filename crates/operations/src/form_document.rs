//! Forms as documents: questions in an `OpenDocument` text (ISO/IEC 26300) that people fill in where they have no internet, and
//! what they wrote, read back.
//!
//! Each question is a table of two cells, the second for the answer. The name of the field stands at the end of the first, in
//! square brackets: names of tables and bookmarks are lost when other programs save the document, words in it are not.

use crate::OperationError;
use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::Event;
use std::fmt::Write as _;
use std::io::{Cursor, Read, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A question of a form on paper.
#[derive(Debug, Clone)]
pub struct FormField {
    /// The name that its answer is sent under.
    pub name: String,
    /// What is asked.
    pub label: String,
    /// How to answer well; may be empty.
    pub hint: String,
    /// What is written there already.
    pub value: String,
}

/// A part of a form, with its questions.
#[derive(Debug, Clone)]
pub struct FormPart {
    /// Its heading.
    pub heading: String,
    /// Its questions.
    pub fields: Vec<FormField>,
}

/// Largest text of a document that is read, unpacked.
const LARGEST: u64 = 8 * 1024 * 1024;

/// The kind of file, by its first entry.
const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.text";

/// A form as an `OpenDocument` text.
pub fn write_form(title: &str, introduction: &[String], parts: &[FormPart]) -> Result<Vec<u8>, OperationError> {
    let broken =
        |error: zip::result::ZipError| OperationError::Refused(format!("The document cannot be made: {error}"));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let files = [
        // It must come first and as it is: that is how the file is known for what it is.
        ("mimetype", stored, MEDIA_TYPE.to_owned()),
        ("META-INF/manifest.xml", packed, MANIFEST.to_owned()),
        ("styles.xml", packed, STYLES.to_owned()),
        ("content.xml", packed, content(title, introduction, parts)),
    ];
    for (name, options, text) in files {
        zip.start_file(name, options).map_err(broken)?;
        zip.write_all(text.as_bytes()).map_err(|error| broken(error.into()))?;
    }
    Ok(zip.finish().map_err(broken)?.into_inner())
}

fn content(title: &str, introduction: &[String], parts: &[FormPart]) -> String {
    let mut body = format!("<text:h text:style-name=\"Title\" text:outline-level=\"1\">{}</text:h>", escape(title));
    for line in introduction {
        let _ = write!(body, "<text:p>{}</text:p>", escape(line));
    }
    for part in parts {
        let _ = write!(
            body,
            "<text:h text:style-name=\"Heading\" text:outline-level=\"2\">{}</text:h>",
            escape(&part.heading)
        );
        for field in &part.fields {
            let hint = if field.hint.is_empty() { String::new() } else { format!(" {}", field.hint) };
            let answer: String = match field.value.as_str() {
                "" => "<text:p/><text:p/>".to_owned(),
                value => value.lines().fold(String::new(), |mut lines, line| {
                    let _ = write!(lines, "<text:p>{}</text:p>", escape(line));
                    lines
                }),
            };
            let _ = write!(
                body,
                "<table:table table:style-name=\"Question\"><table:table-column/>\
                 <table:table-row><table:table-cell table:style-name=\"Asked\"><text:p><text:span text:style-name=\"Strong\">{}</text:span>{}\
                 <text:span text:style-name=\"Name\"> [{}]</text:span></text:p></table:table-cell></table:table-row>\
                 <table:table-row><table:table-cell table:style-name=\"Answer\">{answer}</table:table-cell></table:table-row>\
                 </table:table><text:p/>",
                escape(&field.label),
                escape(&hint),
                escape(&field.name),
            );
        }
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <office:document-content {NAMESPACES} office:version=\"1.3\"><office:automatic-styles>\
         <style:style style:name=\"Question\" style:family=\"table\"><style:table-properties fo:keep-with-next=\"auto\"/></style:style>\
         <style:style style:name=\"Asked\" style:family=\"table-cell\"><style:table-cell-properties fo:background-color=\"#f3f3f3\" fo:border=\"0.5pt solid #505a5f\" fo:padding=\"0.15cm\"/></style:style>\
         <style:style style:name=\"Answer\" style:family=\"table-cell\"><style:table-cell-properties fo:border=\"0.5pt solid #505a5f\" fo:padding=\"0.15cm\"/></style:style>\
         </office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
}

const NAMESPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
    xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
    xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\"";

const MANIFEST: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
    <manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">\
    <manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\"application/vnd.oasis.opendocument.text\"/>\
    <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>\
    <manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>";

const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
    <office:document-styles xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
    xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" office:version=\"1.3\"><office:styles>\
    <style:default-style style:family=\"paragraph\"><style:paragraph-properties fo:margin-bottom=\"0.2cm\"/>\
    <style:text-properties fo:font-family=\"Arial\" fo:font-size=\"12pt\" fo:language=\"en\" fo:country=\"GB\"/></style:default-style>\
    <style:style style:name=\"Title\" style:family=\"paragraph\"><style:text-properties fo:font-size=\"20pt\" fo:font-weight=\"bold\"/></style:style>\
    <style:style style:name=\"Heading\" style:family=\"paragraph\"><style:paragraph-properties fo:margin-top=\"0.6cm\" fo:keep-with-next=\"always\"/><style:text-properties fo:font-size=\"16pt\" fo:font-weight=\"bold\"/></style:style>\
    <style:style style:name=\"Strong\" style:family=\"text\"><style:text-properties fo:font-weight=\"bold\"/></style:style>\
    <style:style style:name=\"Name\" style:family=\"text\"><style:text-properties fo:font-size=\"8pt\" fo:color=\"#505a5f\"/></style:style>\
    </office:styles></office:document-styles>";

/// What somebody wrote into a form: names of fields with what stands below them. Fields that are not in the document are not
/// in the answer.
pub fn read_form(bytes: &[u8]) -> Result<Vec<(String, String)>, OperationError> {
    let refused = |text: &str| OperationError::Refused(text.to_owned());
    let not_ours = || refused("This is not an OpenDocument text (.odt). Save it in that format, and send it again");
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| not_ours())?;
    let file = zip.by_name("content.xml").map_err(|_| not_ours())?;
    let mut xml = String::new();
    // A small file can unpack to a very large one.
    file.take(LARGEST + 1).read_to_string(&mut xml).map_err(|_| not_ours())?;
    if xml.len() as u64 > LARGEST {
        return Err(refused("This document is too large for a form"));
    }
    let cells = tables(&xml).map_err(|_| not_ours())?;
    let answers: Vec<(String, String)> = cells
        .into_iter()
        .filter_map(|cells| {
            let [asked, answer, ..] = cells.as_slice() else { return None };
            let name = asked.trim().strip_suffix(']')?.rsplit_once('[')?.1;
            let sound =
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            sound.then(|| (name.to_owned(), answer.trim().to_owned()))
        })
        .collect();
    if answers.is_empty() {
        return Err(refused(
            "There is no question of ours in this document. Fill in the form that we offer for download",
        ));
    }
    Ok(answers)
}

/// The text of each cell of each table.
fn tables(xml: &str) -> Result<Vec<Vec<String>>, quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let mut found: Vec<Vec<String>> = Vec::new();
    let mut cell: Option<String> = None;
    loop {
        match reader.read_event()? {
            Event::Start(start) => match start.local_name().as_ref() {
                b"table" => found.push(Vec::new()),
                b"table-cell" => cell = Some(String::new()),
                _ => {}
            },
            Event::Empty(empty) => {
                if let Some(cell) = &mut cell {
                    match empty.local_name().as_ref() {
                        b"line-break" | b"p" => cell.push('\n'),
                        b"tab" | b"s" => cell.push(' '),
                        _ => {}
                    }
                }
            }
            Event::Text(text) => {
                if let Some(cell) = &mut cell {
                    cell.push_str(&text.decode()?);
                }
            }
            Event::GeneralRef(entity) => {
                if let Some(cell) = &mut cell {
                    // Only what XML itself names: no document of ours declares entities, and nobody else's are followed.
                    let named = entity.decode()?;
                    let letter = match named.as_ref() {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => entity.resolve_char_ref()?,
                    };
                    cell.extend(letter);
                }
            }
            Event::End(end) => match end.local_name().as_ref() {
                b"p" | b"h" => {
                    if let Some(cell) = &mut cell {
                        cell.push('\n');
                    }
                }
                b"table-cell" => {
                    if let (Some(text), Some(table)) = (cell.take(), found.last_mut()) {
                        table.push(text.trim().to_owned());
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, value: &str) -> FormPart {
        let field = FormField {
            name: name.into(),
            label: "Who <may> come & when?".into(),
            hint: "Say [all].".into(),
            value: value.into(),
        };
        FormPart { heading: "About".into(), fields: vec![field] }
    }

    #[test]
    fn what_is_written_into_a_form_is_read_back() {
        let text = "Two lines:\n\"quotes\" & <marks>";
        let odt = write_form("A form", &["Fill it in.".into()], &[part("who-note", text), part("empty", "")]).unwrap();
        assert!(odt.starts_with(b"PK") && odt[30..].starts_with(b"mimetypeapplication/vnd.oasis.opendocument.text"));
        assert_eq!(
            read_form(&odt).unwrap(),
            [("who-note".to_owned(), text.to_owned()), ("empty".to_owned(), String::new())]
        );
    }

    #[test]
    fn anything_else_is_refused_with_words() {
        assert!(read_form(b"not a zip").is_err());
        let other = write_form("A form", &[], &[]).unwrap();
        assert!(read_form(&other).unwrap_err().to_string().contains("no question of ours"));
    }
}
