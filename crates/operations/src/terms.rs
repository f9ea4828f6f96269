//! Changing the vocabularies, with everything that follows from it in the listings.

use crate::listings::rebase;
use crate::{Office, OperationError, audit};
use local_offer_catalogue::{Vocabulary, WhichVocabulary};
use local_offer_domain::accounts::{Actor, Right};
use local_offer_domain::revision::Author;
use local_offer_domain::taxonomy::Term;
use local_offer_domain::values::{AreaId, Slug};
use local_offer_domain::{Content, ServiceContent};
use local_offer_storage::{StoredTerm, Transaction};
use std::collections::BTreeSet;

/// A change of a vocabulary.
#[derive(Debug, Clone)]
pub enum TermEdit {
    /// A new term, under a theme where it is a kind of help.
    Add {
        /// What people read.
        label: String,
        /// The theme of a kind of help.
        theme: Option<String>,
    },
    /// Another name, or other words for the same.
    Rename {
        /// The term.
        id: String,
        /// What people read now.
        label: String,
        /// Other words for the same.
        also: Vec<String>,
    },
    /// Two terms become one: everything listed under the first is listed under the second.
    Merge {
        /// The term that goes.
        id: String,
        /// The term that stays.
        into: String,
    },
    /// The term is not used any more, and nothing is listed under it.
    Retire {
        /// The term.
        id: String,
    },
}

/// Change a vocabulary. Returns how many listings were changed with it.
pub async fn edit_terms(
    office: &Office,
    actor: &Actor,
    area: &AreaId,
    vocabulary: &Vocabulary,
    which: WhichVocabulary,
    edit: &TermEdit,
) -> Result<usize, OperationError> {
    // A vocabulary is the same in every area of the deployment, so that a search means the same everywhere.
    let reach = actor.reach(Right::EditVocabulary);
    let mut tx = office.storage.begin().await?;
    let areas = tx.list_areas().await?;
    if !reach.covers_area(area) || !areas.iter().all(|area| reach.covers_area(&area.id)) {
        return Err(if areas.len() > 1 && reach.covers_area(area) {
            OperationError::Refused(
                "These words are shared by several areas: ask whoever looks after all of them".to_owned(),
            )
        } else {
            OperationError::NotAllowed
        });
    }
    let now = office.now();
    let terms = vocabulary.which(which);
    let find = |id: &str| {
        terms
            .terms()
            .iter()
            .find(|term| term.id == id)
            .cloned()
            .ok_or_else(|| OperationError::TooLate("Somebody has changed this word meanwhile".to_owned()))
    };
    let named = |label: &str, but: Option<&str>| {
        let label = label.trim();
        if label.is_empty() || label.chars().count() > 80 {
            return Err(OperationError::Refused("Enter a name of 80 characters or fewer".to_owned()));
        }
        match terms.recognise(label) {
            Some(term) if Some(term.id.as_str()) != but => {
                Err(OperationError::Refused(format!("There is “{}” already, which means the same", term.label)))
            }
            _ => Ok(label.to_owned()),
        }
    };
    let (action, stored, replaced) = match edit {
        TermEdit::Add { label, theme } => {
            let label = named(label, None)?;
            let theme = theme.clone().filter(|_| which == WhichVocabulary::Categories);
            if which == WhichVocabulary::Categories
                && theme.as_deref().is_none_or(|id| vocabulary.themes.find(id).is_none())
            {
                return Err(OperationError::Refused("Choose the theme it belongs to".to_owned()));
            }
            let mut id = Slug::from_name(&label);
            for number in 2.. {
                if tx.list_terms().await?.iter().all(|term| term.term.id != id.as_str())
                    && terms.find(id.as_str()).is_none()
                {
                    break;
                }
                id = Slug::from_name(&label).numbered(number);
            }
            let term = Term {
                id: id.to_string(),
                label,
                code: None,
                theme,
                broad_area: None,
                summary: String::new(),
                also: Vec::new(),
            };
            (
                "add-term",
                StoredTerm { vocabulary: which.as_str().into(), term, merged_into: None, retired: false },
                None,
            )
        }
        TermEdit::Rename { id, label, also } => {
            let mut term = find(id)?;
            let before = std::mem::replace(&mut term.label, named(label, Some(id))?);
            let also: Vec<String> =
                also.iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
            if !also.is_empty() {
                term.also = also;
            }
            // What it was called before is still typed.
            if before != term.label && !term.also.contains(&before) {
                term.also.push(before);
            }
            (
                "rename-term",
                StoredTerm { vocabulary: which.as_str().into(), term, merged_into: None, retired: false },
                None,
            )
        }
        TermEdit::Merge { id, into } => {
            if id == into {
                return Err(OperationError::Refused("Choose two different words".to_owned()));
            }
            let (term, _) = (find(id)?, find(into)?);
            let stored =
                StoredTerm { vocabulary: which.as_str().into(), term, merged_into: Some(into.clone()), retired: true };
            ("merge-term", stored, Some((id.clone(), Some(into.clone()))))
        }
        TermEdit::Retire { id } => {
            let stored =
                StoredTerm { vocabulary: which.as_str().into(), term: find(id)?, merged_into: None, retired: true };
            ("retire-term", stored, Some((id.clone(), None)))
        }
    };
    tx.put_term(&stored, now).await?;
    let author = Author::Account(actor.account);
    let mut changed = 0;
    if let Some((from, to)) = replaced {
        changed = replace(&mut tx, which, &from, to.as_deref(), author, office).await?;
    }
    let subject = format!("{} {}", which.as_str(), stored.term.id);
    let detail =
        format!("{} listings{}", changed, stored.merged_into.map(|into| format!(", into {into}")).unwrap_or_default());
    tx.record_audit(audit(author, action, subject, Some(area), &detail, now));
    tx.commit().await?;
    Ok(changed)
}

/// Put one term in place of another in everything that is live or being written. What was said in the past stays.
async fn replace(
    tx: &mut Transaction,
    which: WhichVocabulary,
    from: &str,
    to: Option<&str>,
    author: Author,
    office: &Office,
) -> Result<usize, OperationError> {
    let mut changed = 0;
    let everything: Vec<_> = tx.list_listings().await?.into_iter().map(|listing| listing.id).collect();
    let open: Vec<_> = tx.list_open_content().await?.into_iter().map(|(_, listing, _, _)| listing).collect();
    for id in everything.into_iter().chain(open).collect::<BTreeSet<_>>() {
        // Locked, and read again under the lock: somebody may be publishing it at this moment.
        let head = tx.lock_listing(id).await?;
        if let Some(draft) = tx.find_open_revision(id).await?
            && let Ok(mut content) = Content::parse(head.kind, &draft.content)
            && replace_in(&mut content, which, from, to)
        {
            tx.rewrite_open(draft.head.id, &content.to_json()).await?;
        }
        let Some(listing) = tx.lookup_listing(id).await? else { continue };
        let Ok(mut content) = Content::parse(listing.kind, &listing.content) else { continue };
        if replace_in(&mut content, which, from, to) {
            tx.publish_revision(id, &content.to_json(), &author.to_string(), office.now()).await?;
            rebase(tx, id).await?;
            changed += 1;
        }
    }
    Ok(changed)
}

fn replace_in(content: &mut Content, which: WhichVocabulary, from: &str, to: Option<&str>) -> bool {
    let mut changed = false;
    let mut list = |terms: &mut Vec<String>| {
        if let Some(at) = terms.iter().position(|term| term == from) {
            match to.filter(|to| !terms.iter().any(|term| term == to)) {
                Some(to) => to.clone_into(&mut terms[at]),
                None => drop(terms.remove(at)),
            }
            changed = true;
        }
    };
    match (which, content) {
        (WhichVocabulary::Categories, Content::Service(content)) => list(&mut content.categories),
        (WhichVocabulary::Needs, Content::Service(content)) => list(&mut content.suits.needs),
        (WhichVocabulary::Needs, Content::Setting(content)) => {
            list(&mut content.needs);
            for unit in &mut content.provision {
                list(&mut unit.needs);
            }
        }
        (WhichVocabulary::Access, Content::Service(content)) => {
            let service: &mut ServiceContent = content;
            for place in &mut service.places {
                list(&mut place.location.access);
            }
        }
        (WhichVocabulary::Access, Content::Setting(content)) => list(&mut content.location.access),
        _ => {}
    }
    changed
}
