//! Small values that are parsed once, at the door, and are proof of what they say from then on.

mod age_range;
mod answer;
mod coordinates;
mod email_address;
mod ids;
mod postcode;
mod slug;
mod telephone;
mod tidy;
mod web_address;

pub use age_range::{AgeRange, AgeRangeError};
pub use answer::Answer;
pub use coordinates::{Coordinates, CoordinatesError, Miles};
pub use email_address::{EmailAddress, EmailAddressError};
pub use ids::{AccountId, AreaId, FileId, ListingId, MembershipId, MessageId, RevisionId, TaskId};
pub use postcode::{OutwardCode, Postcode, PostcodeError};
pub use slug::{Slug, SlugError};
pub use telephone::{Said, Stands, Telephone, first_telephone, same_number, telephone, telephones};
pub use tidy::{tidy, tidy_value};
pub use web_address::WebAddress;

/// True for the value a field has when nobody told us anything: used to keep stored documents short.
pub fn is_untold<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
