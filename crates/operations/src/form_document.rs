//! Forms as documents: questions in an `OpenDocument` text (ISO/IEC 26300) that people fill in where they have no internet, and
//! what they wrote, read back.
//!
//! Each question is a table of two cells, the second for the answer. The name of the field stands at the end of the first, in
//! square brackets: names of tables and bookmarks are lost when other programs save the document, words in it are not.

use crate::OperationError;
use local_offer_domain::values::tidy;
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

/// What was read of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadForm {
    /// Names of fields with what stands below them. Fields that are not in the document are not here.
    pub answers: Vec<(String, String)>,
    /// What stands in the document and was not read, in sentences: comments and footnotes are notes of whoever wrote them
    /// and no answers, and an answer that has lost its name belongs to no question.
    pub unread: Vec<String>,
}

/// Read what somebody wrote into a form: paragraphs, lists, line breaks, spans and links, with the changes that were
/// accepted. Everything else is left out and listed.
pub fn read_form(bytes: &[u8]) -> Result<ReadForm, OperationError> {
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
    let tables = tables(&xml).map_err(|_| not_ours())?;
    let mut read = ReadForm::default();
    for cells in tables {
        let Some((asked, answer)) = cells.split_first() else { continue };
        // An answer that goes on in a row somebody has added is one answer.
        let text = answer.iter().map(|cell| cell.text.as_str()).filter(|text| !text.is_empty());
        let text = tidy(&text.collect::<Vec<_>>().join("\n"));
        let Some((label, name)) = name_of(&asked.text) else {
            if !text.is_empty() {
                let asked = tidy(&asked.text).chars().take(60).collect::<String>();
                let begin = text.chars().take(60).collect::<String>();
                read.unread.push(format!(
                    "“{begin}” below “{asked}”: the name in square brackets is gone, so nobody knows which answer it is"
                ));
            }
            continue;
        };
        for left_out in answer.iter().flat_map(|cell| &cell.left_out) {
            read.unread.push(format!("{left_out} in the answer to “{label}”"));
        }
        if read.answers.iter().any(|(known, _)| *known == name) {
            read.unread.push(format!("A second answer to “{label}”: only the first was read"));
        } else {
            read.answers.push((name, text));
        }
    }
    if read.answers.is_empty() {
        return Err(refused(
            "There is no question of ours in this document. Fill in the form that we offer for download",
        ));
    }
    read.unread.dedup();
    Ok(read)
}

/// The words of a question and the name at its end.
fn name_of(asked: &str) -> Option<(String, String)> {
    let (label, name) = asked.trim().strip_suffix(']')?.rsplit_once('[')?;
    let sound = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let label = label.lines().next().unwrap_or_default().trim().chars().take(60).collect();
    sound.then(|| (label, name.to_owned()))
}

/// A cell: its text, and what in it is no text.
#[derive(Default)]
struct CellText {
    text: String,
    left_out: Vec<&'static str>,
}

/// Elements within a cell that hold text, or mark a place and hold nothing.
const KNOWN: &[&[u8]] = &[
    b"p",
    b"h",
    b"span",
    b"a",
    b"list",
    b"list-item",
    b"list-header",
    b"section",
    b"change",
    b"change-start",
    b"change-end",
    b"bookmark",
    b"bookmark-start",
    b"bookmark-end",
    b"annotation-end",
    b"soft-page-break",
];

/// What an element is that is left out with everything in it.
fn called(element: &[u8]) -> &'static str {
    match element {
        b"annotation" => "A comment",
        b"note" => "A footnote",
        b"table" => "A table",
        b"frame" | b"custom-shape" | b"g" | b"line" | b"image" => "A picture or drawing",
        b"ruby" => "Small letters above others",
        _ => "Something that is no plain text",
    }
}

/// The cells of each table that stands by itself.
fn tables(xml: &str) -> Result<Vec<Vec<CellText>>, quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let mut found: Vec<Vec<CellText>> = Vec::new();
    let mut cell: Option<CellText> = None;
    loop {
        match reader.read_event()? {
            Event::Start(start) => {
                let element = start.local_name();
                match (&mut cell, element.as_ref()) {
                    (None, b"table") => found.push(Vec::new()),
                    (None, b"table-cell") => cell = Some(CellText::default()),
                    // Deleted text waits here until somebody accepts or rejects the deletion.
                    (None, b"tracked-changes") => {
                        reader.read_to_end(start.name())?;
                    }
                    (None, _) => {}
                    (Some(_), known) if KNOWN.contains(&known) => {}
                    (Some(cell), other) => {
                        cell.left_out.push(called(other));
                        reader.read_to_end(start.name())?;
                    }
                }
            }
            Event::Empty(empty) => {
                if let Some(cell) = &mut cell {
                    match empty.local_name().as_ref() {
                        b"line-break" | b"p" | b"h" => cell.text.push('\n'),
                        b"tab" | b"s" => cell.text.push(' '),
                        known if KNOWN.contains(&known) => {}
                        other => cell.left_out.push(called(other)),
                    }
                }
            }
            Event::Text(text) => {
                if let Some(cell) = &mut cell {
                    cell.text.push_str(&text.decode()?);
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
                    cell.text.extend(letter);
                }
            }
            Event::End(end) => match end.local_name().as_ref() {
                b"p" | b"h" => {
                    if let Some(cell) = &mut cell {
                        cell.text.push('\n');
                    }
                }
                b"table-cell" => {
                    if let (Some(mut read), Some(table)) = (cell.take(), found.last_mut()) {
                        read.text = tidy(read.text.trim());
                        table.push(read);
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
        let read = read_form(&odt).unwrap();
        assert_eq!(read.answers, [("who-note".to_owned(), text.to_owned()), ("empty".to_owned(), String::new())]);
        assert!(read.unread.is_empty(), "{:?}", read.unread);
    }

    /// A document whose tables hold this.
    fn saved(tables: &str) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("content.xml", SimpleFileOptions::default()).unwrap();
        write!(zip, "<office:document-content {NAMESPACES}><office:body><office:text>{tables}</office:text></office:body></office:document-content>").unwrap();
        zip.finish().unwrap().into_inner()
    }

    fn table(asked: &str, rows: &[&str]) -> String {
        let (begin, end) = ("<table:table-row><table:table-cell>", "</table:table-cell></table:table-row>");
        let rows = format!("{begin}{}{end}", rows.join(&format!("{end}{begin}")));
        format!(
            "<table:table><table:table-row><table:table-cell><text:p>{asked}</text:p></table:table-cell></table:table-row>{rows}</table:table>"
        )
    }

    /// Comments, footnotes, tables and added rows, as other programs save them (eea/odfpy #146).
    #[test]
    fn a_comment_is_no_answer_and_nothing_is_lost_unsaid() {
        let odt = saved(&[
            table("Summary [summary]", &["<text:p>We welcome everybody.<office:annotation><dc:creator>Jo</dc:creator><text:p>Ask Sam: T. Wren?</text:p></office:annotation></text:p>"]),
            table("About [about]", &["<text:p>Four<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>draft: check</text:p></text:note-body></text:note> of us</text:p>"]),
            table("More [more]", &["<text:p>First.</text:p>", "<text:list><text:list-item><text:p>Second</text:p></text:list-item></text:list>"]),
            table("Name is gone", &["<text:p>An answer without a question</text:p>"]),
            table("With a table [table]", &["<text:p>Before</text:p><table:table><table:table-row><table:table-cell><text:p>inside</text:p></table:table-cell></table:table-row></table:table><text:p>After</text:p>"]),
        ].concat());
        let read = read_form(&odt).unwrap();
        let answer = |name: &str| read.answers.iter().find(|(known, _)| known == name).unwrap().1.as_str();
        assert_eq!(answer("summary"), "We welcome everybody.");
        assert_eq!(answer("about"), "Four of us");
        assert_eq!(answer("more"), "First.\nSecond");
        assert_eq!(answer("table"), "Before\nAfter");
        let unread = read.unread.join("\n");
        for told in [
            "A comment in the answer to “Summary”",
            "A footnote in the answer to “About”",
            "A table in",
            "“An answer without a question”",
        ] {
            assert!(unread.contains(told), "{told} in {unread}");
        }
        assert!(!unread.contains("Wren"), "{unread}");
    }

    #[test]
    fn anything_else_is_refused_with_words() {
        assert!(read_form(b"not a zip").is_err());
        let other = write_form("A form", &[], &[]).unwrap();
        assert!(read_form(&other).unwrap_err().to_string().contains("no question of ours"));
    }
}
