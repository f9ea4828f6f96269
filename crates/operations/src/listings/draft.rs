use crate::attach::{NewFile, attach};
use crate::limits::{Limited, Who};
use crate::{Office, OperationError, audit, limits};
use local_offer_domain::Content;
use local_offer_domain::accounts::{Actor, Right, Subject};
use local_offer_domain::editing::{changes, conflicts, take};
use local_offer_domain::listing::Kind;
use local_offer_domain::review::ListingPolicy;
use local_offer_domain::revision::{Author, EditorialRemark, RevisionState};
use local_offer_domain::values::{AreaId, ListingId, RevisionId};
use local_offer_storage::{ListingHead, ListingState, StorageError, StoredRevision, Transaction};

/// What somebody works on: the draft of a listing beside what is live.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The listing.
    pub head: ListingHead,
    /// The open revision, when there is one.
    pub revision: Option<StoredRevision>,
    /// What the draft says: a copy of what is live, when nothing was begun.
    pub content: Content,
    /// What is live; empty content when nothing ever was.
    pub live: Content,
    /// What the draft began with.
    pub began: Content,
    /// What the authority asks to be changed.
    pub remarks: Vec<EditorialRemark>,
}

impl Draft {
    /// Where the open revision stands.
    pub fn state(&self) -> Option<RevisionState> {
        self.revision.as_ref().map(|revision| revision.head.state)
    }

    /// The questions that somebody else has answered in another way since this draft was begun.
    pub fn conflicts(&self) -> Vec<&'static str> {
        conflicts(&self.began, &self.content, &self.live)
    }

    /// The same without what is kept back from the public, for whoever reads along.
    fn public(self) -> Self {
        let (content, live, began) = (self.content.public(), self.live.public(), self.began.public());
        Self { content, live, began, ..self }
    }

    /// What would be live if everything in the draft were: what others changed meanwhile, and over it what this draft
    /// changes.
    pub fn merged(&self) -> Content {
        let mine = changes(&self.began, &self.content, &ListingPolicy::default());
        let mine: Vec<&str> = mine.into_iter().map(|change| change.question).collect();
        let mut merged = self.live.clone();
        take(&mine, &self.content, &mut merged);
        merged
    }
}

/// Look at a listing as somebody who may work on it.
pub async fn look_at_draft(office: &Office, actor: &Actor, id: ListingId) -> Result<Draft, OperationError> {
    let mut tx = office.storage.read().await?;
    let draft = load(&mut tx, id).await?.ok_or(OperationError::NotThere)?;
    if !actor.may(Right::SeeListing, subject(&draft.head)) {
        return Err(OperationError::NotAllowed);
    }
    Ok(if actor.may(Right::SeePrivate, subject(&draft.head)) { draft } else { draft.public() })
}

/// What a listing's policies speak of.
pub(super) fn subject(head: &ListingHead) -> Subject<'_> {
    Subject { area: &head.area, organisation: Some(head.owner()) }
}

/// The draft of a listing, whoever asks.
pub(super) async fn load(tx: &mut Transaction, id: ListingId) -> Result<Option<Draft>, StorageError> {
    let Some(head) = tx.lookup_head(id).await? else { return Ok(None) };
    let parse = |kind: Kind, json: &str| {
        Content::parse(kind, json).map_err(|error| StorageError::Unreadable(format!("{id}: {error}")))
    };
    let live = match head.live_revision {
        Some(live) => tx.lookup_revision(live).await?,
        None => None,
    };
    let live = live.map_or(Ok(Content::empty(head.kind)), |revision| parse(head.kind, &revision.content))?;
    let revision = tx.find_open_revision(id).await?;
    let content = revision.as_ref().map_or(Ok(live.clone()), |revision| parse(head.kind, &revision.content))?;
    let began = match revision.as_ref().and_then(|revision| revision.head.based_on) {
        Some(base) if Some(base) == head.live_revision => live.clone(),
        Some(base) => match tx.lookup_revision(base).await? {
            Some(base) => parse(head.kind, &base.content)?,
            None => live.clone(),
        },
        None if revision.is_some() => Content::empty(head.kind),
        None => live.clone(),
    };
    let remarks = match &revision {
        Some(revision) => tx.list_remarks(revision.head.id).await?,
        None => Vec::new(),
    };
    Ok(Some(Draft { head, revision, content, live, began, remarks }))
}

/// Put an open revision on top of what is live now: what it changes stays changed, and everything else follows what others
/// have published. Content and base move together, or an old answer would look like a new one. The listing must be locked.
pub(crate) async fn rebase(tx: &mut Transaction, id: ListingId) -> Result<(), OperationError> {
    let Some(draft) = load(tx, id).await? else { return Ok(()) };
    if let (Some(open), Some(live)) = (&draft.revision, draft.head.live_revision) {
        tx.rewrite_open(open.head.id, &draft.merged().to_json()).await?;
        tx.rebase_draft(open.head.id, live).await?;
    }
    Ok(())
}

/// Keep what somebody has written so far, made from `was`. Begins a draft where there is none.
pub async fn save_draft(
    office: &Office,
    actor: &Actor,
    id: ListingId,
    was: &Content,
    content: &Content,
) -> Result<RevisionId, OperationError> {
    let mut tx = office.storage.begin().await?;
    let revision = save(&mut tx, office, actor, id, (was, content), None).await?;
    tx.commit().await?;
    Ok(revision)
}

/// The same for several listings at once: all of them, or none.
pub async fn save_drafts(
    office: &Office,
    actor: &Actor,
    drafts: &[(ListingId, Content, Content)],
) -> Result<(), OperationError> {
    // Always in the same order, so that two who change the same places wait for each other and not in a circle.
    let mut drafts: Vec<_> = drafts.iter().collect();
    drafts.sort_by_key(|(id, ..)| *id);
    let mut tx = office.storage.begin().await?;
    for (id, was, content) in drafts {
        save(&mut tx, office, actor, *id, (was, content), None).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Keep what somebody has written so far with one more file, or neither.
pub async fn save_draft_with_file(
    office: &Office,
    actor: &Actor,
    id: ListingId,
    was: &Content,
    file: &NewFile<'_>,
) -> Result<RevisionId, OperationError> {
    let mut tx = office.storage.begin().await?;
    let revision = save(&mut tx, office, actor, id, (was, was), Some(file)).await?;
    tx.commit().await?;
    Ok(revision)
}

/// Write what somebody made of a draft, from what it was to what it is. The caller commits.
async fn save(
    tx: &mut Transaction,
    office: &Office,
    actor: &Actor,
    id: ListingId,
    (was, content): (&Content, &Content),
    file: Option<&NewFile<'_>>,
) -> Result<RevisionId, OperationError> {
    let head = tx.lock_listing(id).await?;
    if !actor.may(Right::EditListing, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    // Looked at again under the lock: what somebody else saved a moment ago must not be written over.
    let now = load(tx, id).await?.ok_or(OperationError::NotThere)?.content;
    let mut content = joined(was, content, &now).ok_or(OperationError::Conflict)?;
    if let Some(file) = file {
        attach(tx, office, &head, &mut content, file).await?;
    }
    let author = Author::Account(actor.account);
    let revision = keep(tx, office, &head, &content, author).await?;
    let (action, what) = file.map_or(("save-draft", ""), |file| ("attach-file", file.prepared.media_type));
    tx.record_audit(audit(author, action, id, Some(&head.area), what, office.now()));
    Ok(revision)
}

/// What somebody wrote, joined with what others saved while they did. `None` when both answered the same question.
pub(super) fn joined(was: &Content, mine: &Content, now: &Content) -> Option<Content> {
    if now == was {
        return Some(mine.clone());
    }
    if !conflicts(was, mine, now).is_empty() {
        return None;
    }
    let changed = changes(was, mine, &ListingPolicy::default());
    let changed: Vec<&str> = changed.into_iter().map(|change| change.question).collect();
    let mut joined = now.clone();
    take(&changed, mine, &mut joined);
    Some(joined)
}

/// Write content into the draft of a listing, or begin one. The listing must be locked, and the caller writes the audit event.
pub(super) async fn keep(
    tx: &mut Transaction,
    office: &Office,
    head: &ListingHead,
    content: &Content,
    author: Author,
) -> Result<RevisionId, OperationError> {
    let author = author.to_string();
    let mut content = content.clone();
    if let Some(before) = load(tx, head.id).await? {
        content.identify(&before.content);
    }
    match tx.find_open_revision(head.id).await? {
        Some(open) if open.head.state.is_with_author() => {
            tx.save_draft(open.head.id, &content.to_json(), &author).await?;
            Ok(open.head.id)
        }
        Some(_) => Err(OperationError::TooLate(
            "This has been sent to be decided, so it cannot be changed now. Take it back first".to_owned(),
        )),
        None => Ok(tx.add_draft(head.id, &content.to_json(), &author, head.live_revision, office.now()).await?),
    }
}

/// Choose between what this draft says and what somebody else has published since. `mine` are the questions whose answers
/// of the draft stay.
pub async fn settle_conflict(
    office: &Office,
    actor: &Actor,
    id: ListingId,
    mine: &[String],
) -> Result<(), OperationError> {
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(id).await?;
    if !actor.may(Right::EditListing, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    let draft = load(&mut tx, id).await?.ok_or(OperationError::NotThere)?;
    let (Some(revision), Some(live)) = (&draft.revision, head.live_revision) else { return Ok(()) };
    let theirs: Vec<&str> =
        draft.conflicts().into_iter().filter(|question| !mine.iter().any(|chosen| chosen == question)).collect();
    let mut content = draft.merged();
    take(&theirs, &draft.live, &mut content);
    let author = Author::Account(actor.account);
    if !tx.save_draft(revision.head.id, &content.to_json(), &author.to_string()).await? {
        return Err(OperationError::TooLate("This has been sent meanwhile".to_owned()));
    }
    tx.rebase_draft(revision.head.id, live).await?;
    tx.record_audit(audit(author, "settle-conflict", id, Some(&head.area), "", office.now()));
    tx.commit().await?;
    Ok(())
}

/// Give up a draft. What is live stays as it is.
pub async fn discard_draft(office: &Office, actor: &Actor, id: ListingId) -> Result<(), OperationError> {
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(id).await?;
    if !actor.may(Right::EditListing, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    let open = tx.find_open_revision(id).await?.ok_or(OperationError::NotThere)?;
    tx.discard_revision(open.head.id).await?;
    close_task_of(&mut tx, open.head.id, "taken back", office).await?;
    // What was never more than a draft is nothing without it.
    if head.state == ListingState::Proposed && head.live_revision.is_none() {
        tx.set_state(id, ListingState::Withdrawn, None, Some("Discarded before it was ever sent"), office.now())
            .await?;
    }
    tx.record_audit(audit(Author::Account(actor.account), "discard", id, Some(&head.area), "", office.now()));
    tx.commit().await?;
    Ok(())
}

/// Take back what was sent, to work on it again.
pub async fn recall(office: &Office, actor: &Actor, id: ListingId) -> Result<(), OperationError> {
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(id).await?;
    if !actor.may(Right::EditListing, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    let open = tx.find_open_revision(id).await?.ok_or(OperationError::NotThere)?;
    if !tx.recall_revision(open.head.id).await? {
        return Err(OperationError::TooLate("The authority has decided on this already".to_owned()));
    }
    close_task_of(&mut tx, open.head.id, "taken back", office).await?;
    tx.record_audit(audit(Author::Account(actor.account), "recall", id, Some(&head.area), "", office.now()));
    tx.commit().await?;
    Ok(())
}

pub(super) async fn close_task_of(
    tx: &mut Transaction,
    revision: RevisionId,
    outcome: &str,
    office: &Office,
) -> Result<(), OperationError> {
    if let Some(task) = tx.find_task_of(revision).await? {
        tx.close_task(task.id, outcome, office.now()).await?;
    }
    Ok(())
}

/// Begin a new service of an organisation, empty. Returns its listing.
pub async fn begin_service(
    office: &Office,
    actor: &Actor,
    area: &AreaId,
    organisation: ListingId,
) -> Result<ListingId, OperationError> {
    propose(office, actor, area, organisation, &Content::empty(Kind::Service), "begin-service").await
}

/// Begin a new service with what another says: of the same organisation, or of one that somebody also works for, as an NHS trust
/// does that serves several areas. The area of that organisation decides on it.
pub async fn copy_service(
    office: &Office,
    actor: &Actor,
    from: ListingId,
    to: Option<ListingId>,
) -> Result<ListingId, OperationError> {
    let draft = look_at_draft(office, actor, from).await?;
    let Content::Service(mut content) = draft.content else {
        return Err(OperationError::Refused("Only services can be copied".to_owned()));
    };
    let organisation = to.or(draft.head.organisation).ok_or(OperationError::NotThere)?;
    let owner = office.storage.read().await?.lookup_head(organisation).await?.ok_or(OperationError::NotThere)?;
    let area = owner.area;
    if area == draft.head.area {
        content.name = format!("{} (copy)", content.name);
    }
    content.alert = None;
    // A copy has not had its files uploaded.
    content.files.clear();
    propose(office, actor, &area, organisation, &Content::Service(content), "copy-service").await
}

async fn propose(
    office: &Office,
    actor: &Actor,
    area: &AreaId,
    organisation: ListingId,
    content: &Content,
    action: &'static str,
) -> Result<ListingId, OperationError> {
    if !actor.may(Right::EditListing, Subject { area, organisation: Some(organisation) }) {
        return Err(OperationError::NotAllowed);
    }
    let now = office.now();
    let id = ListingId::new();
    let author = Author::Account(actor.account);
    let mut tx = office.storage.begin().await?;
    let owner = tx.lookup_head(organisation).await?.ok_or(OperationError::NotThere)?;
    if owner.area != *area || owner.kind != Kind::Organisation {
        return Err(OperationError::NotThere);
    }
    limits::pass(&mut tx, office, Limited::Begin, Who { account: Some(actor.account), ..Who::default() }).await?;
    tx.propose_listing(id, Kind::Service, area, Some(organisation), now).await?;
    tx.add_draft(id, &content.to_json(), &author.to_string(), None, now).await?;
    tx.record_audit(audit(author, action, id, Some(area), "", now));
    tx.commit().await?;
    Ok(id)
}
