use super::people::queue_invitation;
use crate::{Office, OperationError, audit};
use local_offer_domain::Area;
use local_offer_domain::accounts::{Place, Role};
use local_offer_domain::revision::Author;
use local_offer_domain::values::EmailAddress;

/// An account about to be made by whoever runs the program.
#[derive(Debug, Clone)]
pub struct AccountAdded {
    /// The link by which the person accepts, to hand over when no mail can be sent yet.
    pub link: String,
}

/// Invite somebody from the command line: the way the first person gets in. No password ever stands on a command line.
pub async fn add_account(
    office: &Office,
    area: &Area,
    email: &EmailAddress,
    role: Role,
) -> Result<AccountAdded, OperationError> {
    let place = match role {
        Role::DeploymentAdministrator => Place::Deployment,
        role if role.is_of_provider() => {
            return Err(OperationError::Refused(
                "People of organisations are invited in the browser, by the organisation or by the area".to_owned(),
            ));
        }
        _ => Place::Area(area.id.clone()),
    };
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let link = queue_invitation(&mut tx, office, area, email, role, &place, &area.title, None).await?;
    tx.record_audit(audit(Author::System, "add-account", "membership", Some(&area.id), role.as_str(), now));
    tx.commit().await?;
    Ok(AccountAdded { link })
}
