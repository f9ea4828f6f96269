//! Lists that somebody keeps under a name of their own.

use crate::{Office, OperationError};
use local_offer_domain::accounts::{Actor, Right};
use local_offer_domain::values::AreaId;

/// Most lists of one person in one area: more do not fit beside each other.
const MOST: usize = 20;

/// Longest name of one, in characters.
const LONGEST_NAME: usize = 60;

/// Longest query of one, in bytes.
const LONGEST_QUERY: usize = 1_000;

/// Keep a list of the queue under a name. It is theirs alone and changes nothing for anybody, so the audit log is not told.
pub async fn save_view(
    office: &Office,
    actor: &Actor,
    area: &AreaId,
    name: &str,
    query: &str,
) -> Result<(), OperationError> {
    if !actor.reach(Right::SeeQueue).covers_area(area) {
        return Err(OperationError::NotAllowed);
    }
    let refused = |text: String| Err(OperationError::Refused(text));
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return refused(format!("Give the list a name of {LONGEST_NAME} characters or fewer"));
    }
    if query.len() > LONGEST_QUERY {
        return refused("This list is narrowed by too much to be kept".to_owned());
    }
    let mut tx = office.storage.begin_upkeep().await?;
    let views = tx.list_saved_views(actor.account, area).await?;
    if views.len() >= MOST {
        return refused(format!("You keep {MOST} lists already. Forget one first"));
    }
    tx.add_saved_view(actor.account, area, name, query).await?;
    tx.commit().await?;
    Ok(())
}

/// Forget a list of one's own. One that is somebody else's stays.
pub async fn remove_view(office: &Office, actor: &Actor, id: &str) -> Result<(), OperationError> {
    let mut tx = office.storage.begin_upkeep().await?;
    tx.remove_saved_view(actor.account, id).await?;
    tx.commit().await?;
    Ok(())
}
