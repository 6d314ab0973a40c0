//! The port: what operations ask of a store, and all that they may ask.

use crate::error::Result;
use crate::iam::Permit;
use crate::secret::Secret;
use crate::secret::record::{SecretVersion, StoredValue};
use crate::types::region::{AccountId, Region};
use crate::types::sensitive::SecretValue;
use crate::types::time::Timestamp;
use crate::types::version::VersionId;

/// What a list of names needs of a secret.
#[derive(Debug, Clone, Copy)]
pub struct Heading<'h> {
    /// The Region in which it is.
    pub region: &'h str,
    /// Its name.
    pub name: &'h str,
    /// When it was made.
    pub created: Timestamp,
    /// When the recovery window of a scheduled deletion ends.
    pub deletion: Option<Timestamp>,
}

/// Secrets of one account, opened, inside one transaction. Nothing that is saved here counts until the service commits.
pub trait Vault {
    /// The account that ARNs name.
    fn account(&self) -> &AccountId;

    /// The Region that is meant when none is named.
    fn home_region(&self) -> &Region;

    /// The secret of this name in this Region. Secrets whose recovery window is over are still found: the caller judges.
    fn find(&mut self, region: &Region, name: &str) -> Result<Option<Secret>>;

    /// Whether any secret, in whichever Region, has an `=` in its name: where none has, `VAR=NAME` can only be an assignment.
    fn has_names_with_equals(&self) -> bool {
        true
    }

    /// Shows every secret of every Region to `visit`, in no order.
    fn secrets(&mut self, visit: &mut dyn FnMut(Secret) -> Result<()>) -> Result<()>;

    /// Shows the heading of every secret of every Region to `visit`, in no order: for those who need no more.
    fn headings(&mut self, visit: &mut dyn FnMut(Heading<'_>) -> Result<()>) -> Result<()> {
        self.secrets(&mut |secret| {
            let record = secret.record();
            visit(Heading {
                region: record.region.as_str(),
                name: &record.name,
                created: record.created,
                deletion: record.deletion,
            })
        })
    }

    /// The Region of a secret of this name, whichever it is: for a hint, not for a decision.
    fn region_of(&mut self, name: &str) -> Result<Option<Region>> {
        let mut region = None;
        self.headings(&mut |heading| {
            if heading.name == name {
                region = heading.region.parse().ok();
            }
            Ok(())
        })?;
        Ok(region)
    }

    /// Stores a new or changed secret: its versions without a label join the deprecated ones, those that gained a label
    /// leave them, and those that it had and does not list any more are gone, as are the deprecated ones in `pruned`.
    fn save(&mut self, secret: Secret) -> Result<()>;

    /// Removes a secret with all its versions; the commit leaves no byte of it in the file.
    fn remove(&mut self, secret: &Secret) -> Result<()>;

    /// A version by its id, deprecated or not.
    fn version(&mut self, secret: &Secret, id: &VersionId) -> Result<Option<SecretVersion>>;

    /// All deprecated versions of a secret, in no order.
    fn deprecated(&mut self, secret: &Secret) -> Result<Vec<SecretVersion>>;

    /// Seals a value under a data key of its own, for [`SecretVersion::value`].
    fn seal(
        &mut self,
        permit: &Permit,
        secret: &Secret,
        id: &VersionId,
        value: &SecretValue,
    ) -> Result<StoredValue>;

    /// Opens a version's value. `permit` must be for this secret.
    fn reveal(
        &mut self,
        permit: &Permit,
        secret: &Secret,
        version: &SecretVersion,
    ) -> Result<SecretValue>;

    /// Notes that a version was read on this day: an effort without a promise (decisions 3, access dates).
    fn touch(&mut self, secret: &Secret, version: &SecretVersion, day: Timestamp);

    /// Brings noted reads into view: what [`Vault::find`] and the others give from here on carries their dates. Only for
    /// operations that show them.
    fn load_access_dates(&mut self) {}
}

/// A vault with its transactions: what the service asks beside the operations.
pub trait Store: Vault {
    /// Takes the write lock, waits for it if another process holds it, and brings the newest state into view.
    fn begin(&mut self) -> Result<()>;

    /// Removes every secret whose recovery window was over at `now`; cheap when none is due.
    fn purge(&mut self, now: Timestamp) -> Result<()>;

    /// Makes everything saved since [`Store::begin`] durable, at once and as a whole, and lets the lock go.
    fn commit(&mut self, now: Timestamp) -> Result<()>;

    /// Forgets everything saved since [`Store::begin`] and lets the lock go.
    fn abandon(&mut self);

    /// Looks at the newest state again, for a second try after a read met a part that did not fit.
    fn refresh(&mut self) -> Result<()>;
}
