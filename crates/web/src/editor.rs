//! Writing what a listing says, page by page: shared by who applies and who provides.

use crate::extract::AreaContext;
use crate::form_data::{FormData, Upload, problem};
use crate::questions;
use crate::search_params::Problem;
use crate::view::{Cell, Choice, Form, Input, Look, Part, SummaryRow, Table, View, line};
use local_offer_catalogue::Vocabulary;
use local_offer_domain::directory::{FileKind, ListingFile, ServiceAtLocation};
use local_offer_domain::editing::Hint;
use local_offer_domain::editing::{
    GUIDE, GUIDE_SECTIONS, ORGANISATION, PLACE, Question, SERVICE, SETTING, SETTING_SECTIONS, completeness, hints,
    service_sections,
};
use local_offer_domain::guides::{VariantKind, links_in, plain_text};
use local_offer_domain::law::phrases::misstatements;
use local_offer_domain::revision::EditorialRemark;
use local_offer_domain::values::{AccountId, ListingId, Slug};
use local_offer_domain::{Content, GuideContent, ServiceContent, SettingContent};
use local_offer_operations::{NewFile, Office, OperationError, Prepared, count_upload, dear_work};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Pictures that are looked at, at once: one of people who ask to be listed, and one of people who are signed in, so that
/// strangers keep none of them waiting.
static UNPACKING: [Semaphore; 2] = [const { Semaphore::const_new(1) }; 2];

/// Who sends a file.
#[derive(Clone, Copy)]
pub(crate) enum Sender {
    /// Somebody who asks to be listed.
    Applicant,
    /// Somebody who is signed in.
    SignedIn {
        /// Who.
        account: AccountId,
    },
}

/// Where the pages of an editor are and what they work on.
pub(crate) struct Editor<'a> {
    pub(crate) context: &'a AreaContext,
    /// The address before that of a page, like `/apply/KEY`.
    pub(crate) base: String,
    pub(crate) content: &'a Content,
    pub(crate) remarks: &'a [EditorialRemark],
}

/// The pages of a kind of content: identifier, what the task list calls it, heading.
pub(crate) fn sections(content: &Content) -> Vec<(&'static str, &'static str, &'static str)> {
    match content {
        Content::Service(service) => service_sections(service).collect(),
        Content::Organisation(_) => vec![("organisation", "Your organisation", "Who are you?")],
        Content::Setting(_) => SETTING_SECTIONS.to_vec(),
        Content::Guide(_) => GUIDE_SECTIONS.to_vec(),
    }
}

/// What a question asks and on which page, whatever the content is of.
pub(crate) fn question_of(content: &Content, id: &str) -> Option<(&'static str, &'static str)> {
    fn look<C>(all: &'static [Question<C>], id: &str) -> Option<(&'static str, &'static str)> {
        all.iter().find(|question| question.id == id).map(|question| (question.label, question.section))
    }
    match content {
        Content::Service(_) => look(SERVICE, id),
        Content::Organisation(_) => look(ORGANISATION, id),
        Content::Setting(_) => look(&SETTING, id),
        Content::Guide(_) => look(GUIDE, id),
    }
}

/// The heading of a page, if there is one of this name.
pub(crate) fn heading(content: &Content, section: &str) -> Option<&'static str> {
    sections(content).iter().find(|(id, _, _)| *id == section).map(|(_, _, heading)| *heading)
}

/// The page after this one.
pub(crate) fn next(content: &Content, section: &str) -> Option<&'static str> {
    let all = sections(content);
    let at = all.iter().position(|(id, _, _)| *id == section)?;
    all.get(at + 1).map(|(id, _, _)| *id)
}

fn of<C>(all: &'static [Question<C>], section: &str) -> Vec<&'static Question<C>> {
    all.iter().filter(|question| question.section == section).collect()
}

/// Write what was typed on a page into the content.
pub(crate) fn write(content: &mut Content, section: &str, form: &FormData, vocabulary: &Vocabulary) -> Vec<Problem> {
    match content {
        Content::Service(content) => questions::write(&of(SERVICE, section), content.as_mut(), form, vocabulary),
        Content::Organisation(content) => {
            questions::write(&of(ORGANISATION, section), content.as_mut(), form, vocabulary)
        }
        Content::Setting(content) => {
            let before = content.clone();
            let problems = questions::write(&of(&SETTING, section), content.as_mut(), form, vocabulary);
            still_true(&before, content, form);
            problems
        }
        Content::Guide(content) => questions::write(&of(GUIDE, section), content.as_mut(), form, vocabulary),
    }
}

/// Ask of each answer that is copied from last year whether it is still true.
fn with_still_true(inputs: Vec<Input>, content: &SettingContent) -> Vec<Input> {
    let Some(report) = content.sen_report.as_ref().filter(|report| !report.carried.is_empty()) else { return inputs };
    inputs
        .into_iter()
        .flat_map(|input| {
            let carried = report.carried.contains(&input.name);
            let question = carried.then(|| {
                let label = "This is still true";
                let tick = vec![Choice { value: input.name.clone(), label: label.to_owned(), chosen: false }];
                Input::new("still-true", "From last year", Look::Checks(tick))
                    .hint("Tick it when it is, or change the answer above. The report cannot be sent before.")
            });
            std::iter::once(input).chain(question)
        })
        .collect()
}

/// An answer of last year is looked at when somebody says that it is still true, or changes it.
pub(crate) fn still_true(before: &SettingContent, content: &mut SettingContent, form: &FormData) {
    let said = form.all("still-true");
    let Some(report) = content.sen_report.as_mut() else { return };
    let answers = report.answers.clone();
    let was = before.sen_report.as_ref().map(|report| &report.answers);
    report.carried.retain(|key| {
        let same = was.and_then(|was| was.get(key)) == answers.get(key);
        same && !said.contains(key)
    });
}

/// What a page of this content says, in one word: when it is another than the one a form was made from, somebody else has
/// changed it meanwhile.
pub(crate) fn print(content: &Content, section: &str) -> String {
    fn all<C>(questions: &[&Question<C>], content: &C) -> Vec<String> {
        questions.iter().flat_map(|question| (question.get)(content)).collect()
    }
    let answers = match content {
        Content::Service(content) => all(&of(SERVICE, section), content.as_ref()),
        Content::Organisation(content) => all(&of(ORGANISATION, section), content.as_ref()),
        Content::Setting(content) => all(&of(&SETTING, section), content.as_ref()),
        Content::Guide(content) => all(&of(GUIDE, section), content.as_ref()),
    };
    let mut hasher = DefaultHasher::new();
    answers.hash(&mut hasher);
    format!("{:x}", hasher.finish())
}

impl Editor<'_> {
    fn vocabulary(&self) -> &Vocabulary {
        self.context.catalogue.vocabulary()
    }

    /// The form of a page, with what is there or what was typed.
    pub(crate) fn page(&self, section: &str, typed: Option<&FormData>, problems: &[Problem]) -> Vec<Part> {
        let vocabulary = self.vocabulary();
        let inputs = match self.content {
            Content::Service(content) => {
                questions::inputs(&of(SERVICE, section), content.as_ref(), typed, problems, self.remarks, vocabulary)
            }
            Content::Organisation(content) => questions::inputs(
                &of(ORGANISATION, section),
                content.as_ref(),
                typed,
                problems,
                self.remarks,
                vocabulary,
            ),
            Content::Setting(content) => {
                let inputs = questions::inputs(
                    &of(&SETTING, section),
                    content.as_ref(),
                    typed,
                    problems,
                    self.remarks,
                    vocabulary,
                );
                with_still_true(inputs, content)
            }
            Content::Guide(content) => {
                questions::inputs(&of(GUIDE, section), content.as_ref(), typed, problems, self.remarks, vocabulary)
            }
        };
        let seen = typed.map_or_else(|| print(self.content, section), |form| form.one("seen").to_owned());
        let form = Form::post(format!("{}/{section}", self.base)).hidden("seen", seen).all(inputs);
        let mut parts = Vec::new();
        match (self.content, section) {
            (Content::Service(content), "where") => {
                parts.push(self.places(content));
                let form =
                    form.button("Save and carry on").second("Save and add a place", Some(("add", "1".to_owned())));
                parts.push(Part::Form(form.second("Save and come back later", Some(("later", "1".to_owned())))));
            }
            (Content::Service(content), "files") => parts.extend(self.files(&content.files, typed, problems)),
            (Content::Guide(content), "files") => parts.extend(self.files(&content.files, typed, problems)),
            (Content::Guide(content), "variants") => parts.extend(self.variants(content)),
            (Content::Guide(_), "page") => {
                let form = form.button("Save and carry on").second("Look at it", Some(("preview", "1".to_owned())));
                parts.push(Part::Form(form.second("Save and come back later", Some(("later", "1".to_owned())))));
            }
            _ => {
                let form = form.button("Save and carry on");
                parts.push(Part::Form(form.second("Save and come back later", Some(("later", "1".to_owned())))));
            }
        }
        parts
    }

    fn places(&self, content: &ServiceContent) -> Part {
        let rows = content.places.iter().enumerate().map(|(at, place)| {
            vec![
                Cell::link(
                    place
                        .location
                        .name
                        .clone()
                        .or_else(|| place.location.town.clone())
                        .unwrap_or_else(|| format!("Place {}", at + 1)),
                    format!("{}/places/{at}", self.base),
                ),
                Cell::text(place.location.postcode.as_ref().map(ToString::to_string).unwrap_or_default()),
            ]
        });
        Part::Table(Table {
            caption: "Places".to_owned(),
            head: vec!["Place", "Postcode"],
            rows: rows.collect(),
            empty: "No place yet. Add each place where people come to you.".to_owned(),
        })
    }

    /// The form of one place.
    pub(crate) fn place(&self, at: &str, typed: Option<&FormData>, problems: &[Problem]) -> Option<Vec<Part>> {
        let Content::Service(content) = self.content else { return None };
        let empty = ServiceAtLocation::default();
        let place = match at {
            "new" => &empty,
            number => content.places.get(number.parse::<usize>().ok()?)?,
        };
        let all: Vec<&Question<ServiceAtLocation>> = PLACE.iter().collect();
        let inputs = questions::inputs(&all, place, typed, problems, self.remarks, self.vocabulary());
        let seen = typed.map_or_else(|| print(self.content, "where"), |form| form.one("seen").to_owned());
        let form =
            Form::post(format!("{}/places/{at}", self.base)).hidden("seen", seen).all(inputs).button("Save this place");
        let form =
            if at == "new" { form } else { form.second("Take this place away", Some(("remove", "1".to_owned()))) };
        Some(vec![Part::Form(form)])
    }

    fn files(&self, files: &[ListingFile], typed: Option<&FormData>, problems: &[Problem]) -> Vec<Part> {
        let mut parts = Vec::new();
        let rows = files.iter().map(|file| {
            vec![
                Cell::link(file.label.clone(), format!("/files/{}", file.hash)),
                Cell::text(file.kind.words()),
                Cell::text(size(file.size)),
            ]
        });
        parts.push(Part::Table(Table {
            caption: "What is there".to_owned(),
            head: vec!["Name", "What it is", "Size"],
            rows: rows.collect(),
            empty: "Nothing yet.".to_owned(),
        }));
        for file in files {
            let form = Form::post(format!("{}/files/remove", self.base)).hidden("id", file.id.to_string());
            parts.push(Part::Form(form.second(&format!("Take away: {}", file.label), None)));
        }
        let typed_kind = typed.map_or("", |form| form.one("kind")).to_owned();
        let kinds = FileKind::ALL.into_iter().map(|kind| Choice {
            value: kind.as_str().to_owned(),
            label: kind.words().to_owned(),
            chosen: if typed_kind.is_empty() { kind == FileKind::Picture } else { kind.as_str() == typed_kind },
        });
        let form = Form::upload(format!("{}/files/add", self.base))
            .with(
                Input::new("file", "File", Look::File)
                    .hint("A picture (JPEG, PNG or WebP) or a PDF, smaller than 10 MB. We make pictures smaller and take out where and when they were taken.")
                    .checked(problems),
            )
            .with(Input::new("kind", "What is it?", Look::Radios(kinds.collect())).checked(problems))
            .with(
                Input::line("label", "What it is called, or what is to be seen in the picture", line::WORDS, typed.map_or("", |form| form.one("label")))
                    .checked(problems),
            );
        parts.push(Part::Form(form.button("Add")));
        let after =
            next(self.content, "files").map_or_else(|| self.base.clone(), |next| format!("{}/{next}", self.base));
        parts.push(Part::Links(vec![("Carry on without adding anything".to_owned(), after)]));
        parts
    }

    /// Everything that was written, with links to change it, and advice.
    pub(crate) fn answers(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        for (section, label, _) in sections(self.content) {
            parts.push(Part::Heading((*label).to_owned()));
            parts.push(Part::Summary(self.rows(section)));
        }
        parts
    }

    fn rows(&self, section: &str) -> Vec<SummaryRow> {
        fn all<C>(editor: &Editor<'_>, questions: &[&Question<C>], content: &C, section: &str) -> Vec<SummaryRow> {
            questions
                .iter()
                .map(|question| SummaryRow {
                    key: question.label.to_owned(),
                    values: questions::in_words(question.kind, &(question.get)(content), editor.vocabulary()),
                    change: Some(("Change".to_owned(), format!("{}/{section}#{}", editor.base, question.id))),
                    remarks: questions::remarks_on(editor.remarks, question.id),
                })
                .collect()
        }
        match self.content {
            Content::Service(content) => all(self, &of(SERVICE, section), content.as_ref(), section),
            Content::Organisation(content) => all(self, &of(ORGANISATION, section), content.as_ref(), section),
            Content::Setting(content) => all(self, &of(&SETTING, section), content.as_ref(), section),
            Content::Guide(content) => all(self, &of(GUIDE, section), content.as_ref(), section),
        }
    }

    /// What a page still lacks: local facts that nobody has filled in, and links to pages that are not there.
    fn left_to_do(&self, guide: &GuideContent) -> Vec<Part> {
        let offer = &self.context.offer;
        let mut lines: Vec<String> = guide.gaps().iter().map(|gap| format!("To fill in: {}.", gap.ask)).collect();
        for link in links_in(&guide.body) {
            let Some(path) = link.strip_prefix("/guides/") else { continue };
            let slug = path.split(['/', '#', '?']).next().and_then(|slug| Slug::parse(slug).ok());
            if slug.is_none_or(|slug| offer.guide(&slug).is_none() && offer.moved(&slug).is_none()) {
                lines.push(format!("{link} leads to no page that is shown."));
            }
        }
        if lines.is_empty() {
            return Vec::new();
        }
        vec![Part::Heading("What is missing".to_owned()), Part::Bullets(lines)]
    }

    /// What would help families more: never a condition.
    pub(crate) fn advice(&self) -> Vec<Part> {
        let content = match self.content {
            Content::Service(content) => content,
            Content::Guide(guide) => {
                let mut parts = self.left_to_do(guide);
                parts.extend(advice_on_text(&guide.summary, &guide.body, self.vocabulary()));
                return parts;
            }
            Content::Setting(setting) => {
                let answers = setting.sen_report.iter().flat_map(|report| report.answers.values());
                let text = answers.cloned().collect::<Vec<_>>().join("\n\n");
                let mut parts = report_so_far(setting);
                parts.extend(advice_on_text(&setting.summary, &text, self.vocabulary()));
                return parts;
            }
            Content::Organisation(_) => return Vec::new(),
        };
        let mut parts = Vec::new();
        let told = completeness(content);
        if !told.missing.is_empty() {
            parts.push(Part::Heading("What families will ask".to_owned()));
            parts.push(Part::Text(format!(
                "You answer {} of the {} questions that families ask most.",
                told.answered, told.of
            )));
            parts.push(Part::Bullets(told.missing.iter().take(6).map(|(_, advice)| (*advice).to_owned()).collect()));
        }
        let texts = [
            Some(&content.summary),
            Some(&content.description),
            content.getting_in.how.as_ref(),
            content.getting_in.eligibility.as_ref(),
        ];
        let mut language: Vec<String> =
            texts.into_iter().flatten().flat_map(|text| hints(text, |_| false)).map(|hint| hint.words()).collect();
        language.sort();
        language.dedup();
        if !language.is_empty() {
            parts.push(Part::Heading("Plain words".to_owned()));
            parts.push(Part::Text("You can leave it as it is. These would make it easier to read:".to_owned()));
            parts.push(Part::Bullets(language.into_iter().take(8).collect()));
        }
        let texts = [&content.summary, &content.description].into_iter().chain(&content.getting_in.eligibility);
        parts.extend(misstated(&texts.cloned().collect::<Vec<_>>().join("\n")));
        parts
    }

    /// The forms in which a page can be had, with a link to each.
    fn variants(&self, content: &GuideContent) -> Vec<Part> {
        let stale: Vec<String> = content.stale_variants().map(|variant| variant.kind.id()).collect();
        let rows = content.variants.iter().map(|variant| {
            let id = variant.kind.id();
            let state = if stale.contains(&id) {
                Cell::tag("The page has changed since", "orange")
            } else {
                Cell::tag("Follows the page", "green")
            };
            vec![
                Cell::link(variant.kind.words(), format!("{}/variants/{id}", self.base)),
                Cell::text(&variant.name),
                state,
            ]
        });
        let taken: Vec<String> = content.variants.iter().map(|variant| variant.kind.id()).collect();
        let free = VariantKind::all().into_iter().filter(|kind| !taken.contains(&kind.id()));
        let free = free.map(|kind| Choice { value: kind.id(), label: kind.words(), chosen: false });
        vec![
            Part::Table(Table {
                caption: "Other forms and languages".to_owned(),
                head: vec!["Form", "Title", "State"],
                rows: rows.collect(),
                empty: "None yet.".to_owned(),
            }),
            Part::Form(
                Form::get(format!("{}/variants", self.base))
                    .with(Input::new("kind", "Add another", Look::Select(free.collect())))
                    .button("Write it"),
            ),
        ]
    }
}

/// What would make a text easier to read, and what in it misstates the law: never a condition.
/// What families will miss in a report that is begun: somebody may mean to put it in the place of a whole one elsewhere.
fn report_so_far(setting: &SettingContent) -> Vec<Part> {
    let (gaps, asked) = (setting.report_gaps().len(), setting.report_sections().count());
    let begun = setting.sen_report.as_ref().is_some_and(|report| report.url.is_none() && !report.answers.is_empty());
    if !begun || gaps == 0 {
        return Vec::new();
    }
    let text = format!(
        "{gaps} of the {asked} questions of the report have no answer. Families will read “Not published” under them. If a whole report is on your own site, give its address until this one is complete."
    );
    vec![Part::Heading("What is missing".to_owned()), Part::Text(text)]
}

fn advice_on_text(summary: &str, body: &str, vocabulary: &Vocabulary) -> Vec<Part> {
    let text = format!("{summary}\n\n{}", plain_text(body));
    let mut parts = misstated(&text);
    let explained = |letters: &str| vocabulary.glossary.expand(letters).is_some();
    let mut language: Vec<String> = hints(&text, explained).iter().map(Hint::words).collect();
    language.dedup();
    if !language.is_empty() {
        parts.push(Part::Heading("Plain words".to_owned()));
        parts.push(Part::Text("You can leave it as it is. These would make it easier to read:".to_owned()));
        parts.push(Part::Bullets(language.into_iter().take(10).collect()));
    }
    parts
}

/// Phrases that misstate the law, with the reason.
fn misstated(text: &str) -> Vec<Part> {
    let found = misstatements(text);
    if found.is_empty() {
        return Vec::new();
    }
    let lines = found.iter().map(|found| {
        let phrase = found.phrase;
        format!("“{}”: {} You could say: {} ({})", found.found, phrase.why, phrase.instead, phrase.source)
    });
    vec![Part::Heading("What the law says".to_owned()), Part::Bullets(lines.collect())]
}

/// Write a place. `None` when there is none of this number; else what is wrong with what was typed.
pub(crate) fn write_place(
    content: &mut Content,
    at: &str,
    form: &FormData,
    vocabulary: &Vocabulary,
) -> Option<Vec<Problem>> {
    if at != "new" && form.one("seen") != print(content, "where") {
        let message = "The places were changed meanwhile. Go back to the list of places, and look again";
        return Some(vec![problem("postcode", message)]);
    }
    let Content::Service(content) = content else { return None };
    if at == "new" {
        let mut place = ServiceAtLocation::default();
        let all: Vec<&Question<ServiceAtLocation>> = PLACE.iter().collect();
        let mut problems = questions::write(&all, &mut place, form, vocabulary);
        problems.extend(unanswered(&place));
        if content.places.len() >= 60 {
            problems.push(problem("postcode", "There are 60 places already. Ask us to add more"));
        }
        if problems.is_empty() {
            content.places.push(place);
        }
        return Some(problems);
    }
    let number = at.parse::<usize>().ok().filter(|number| *number < content.places.len())?;
    if form.has("remove") {
        content.places.remove(number);
        return Some(Vec::new());
    }
    let all: Vec<&Question<ServiceAtLocation>> = PLACE.iter().collect();
    let mut problems = questions::write(&all, &mut content.places[number], form, vocabulary);
    problems.extend(unanswered(&content.places[number]));
    Some(problems)
}

fn unanswered(place: &ServiceAtLocation) -> Vec<Problem> {
    let needed = PLACE.iter().filter(|question| question.needed && !question.is_answered(place));
    needed.map(|question| problem(question.id, "Enter a full UK postcode, like PR1 8XJ")).collect()
}

/// How long somebody waits until their file is looked at: longer than a scanner may take for the one before.
const PATIENCE: Duration = Duration::from_secs(40);

/// Look at an upload: what it is, made safe to show. It is counted first.
pub(crate) async fn look_at_file(
    office: &Office,
    upload: &Upload,
    sender: Sender,
    network: &str,
    listing: ListingId,
) -> Result<Prepared, OperationError> {
    if upload.is_too_large {
        return Err(OperationError::Refused("The file must be smaller than 10 MB".to_owned()));
    }
    if upload.file.is_empty() {
        return Err(OperationError::Refused("Choose a file".to_owned()));
    }
    let (turns, account) = match sender {
        Sender::Applicant => (&UNPACKING[0], None),
        Sender::SignedIn { account } => (&UNPACKING[1], Some(account)),
    };
    count_upload(office, network, account, listing).await?;
    // A picture unpacks to many times its size.
    let (bytes, files) = (upload.file.clone(), office.files.clone());
    match dear_work(turns, PATIENCE, move || files.prepare(&bytes)).await? {
        Some(prepared) => prepared,
        None => Err(OperationError::Refused("Many pictures are being looked at. Try again in a minute".to_owned())),
    }
}

/// The file of an upload as it is added.
pub(crate) fn new_file<'a>(upload: &'a Upload, prepared: &'a Prepared) -> NewFile<'a> {
    let kind = FileKind::parse(upload.form.one("kind")).unwrap_or(FileKind::Leaflet);
    NewFile { prepared, kind, label: upload.form.one("label") }
}

/// The same without the file of this identity.
pub(crate) fn without_file(content: &Content, id: &str) -> Content {
    let mut content = content.clone();
    if let Some(files) = content.files_mut() {
        files.retain(|file| file.id.to_string() != id);
    }
    content
}

fn size(bytes: u64) -> String {
    if bytes < 1_000_000 { format!("{} KB", bytes.div_ceil(1_000)) } else { format!("{:.1} MB", bytes as f64 / 1e6) }
}

/// What somebody else has written on a page beside what was typed, to choose from.
pub(crate) fn conflict(
    context: &AreaContext,
    own: bool,
    base: &str,
    section: &str,
    theirs: &Content,
    mine: &Content,
    typed: &FormData,
) -> View {
    let vocabulary = context.catalogue.vocabulary();
    let policy = &context.area().listing_policy;
    let differing = local_offer_domain::editing::changes(theirs, mine, policy);
    let mut form = Form::post(format!("{base}/{section}"));
    for (name, value) in &typed.0 {
        if name != "seen" {
            form = form.with(Input { value: value.clone(), ..Input::new(name.clone(), "", Look::Hidden) });
        }
    }
    form = form.hidden("seen", print(theirs, section));
    for change in differing {
        let look = Look::Compared {
            before: questions::in_words(change.kind, &change.before, vocabulary),
            after: questions::in_words(change.kind, &change.after, vocabulary),
            high: false,
            choosable: false,
            chosen: false,
            remarkable: false,
        };
        form = form.with(Input::new(change.question, change.label, look));
    }
    let (title, text, keep) = if own {
        (
            "You have saved this before",
            "After you opened this page you saved it: you went back, or it is open in another window. “Before” is what you saved, “After” is what you typed now. Nothing is lost until you choose.",
            "Keep what I saved",
        )
    } else {
        (
            "Somebody else has changed this",
            "While you were writing, somebody else saved this page. “Before” is what they saved, “After” is what you typed. Nothing is lost until you choose.",
            "Keep what they saved",
        )
    };
    View::new(context.layout(title))
        .wide()
        .text(text)
        .form(form.button("Keep what I typed"))
        .part(Part::Links(vec![(keep.to_owned(), format!("{base}/{section}"))]))
        .status(axum::http::StatusCode::CONFLICT)
}
