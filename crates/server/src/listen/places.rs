//! How many connections there may be, in all and from one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most connections at once. More are refused, so that whoever asks hears it at once.
const MOST_CONNECTIONS: usize = 4_000;

/// The most connections from one address. A town hall behind one address has some dozens of readers at a time; a gateway,
/// which asks for everybody, is not counted by this.
const MOST_OF_AN_ADDRESS: usize = 256;

/// The places there are.
#[derive(Clone, Default)]
pub(super) struct Places(Arc<Mutex<Taken>>);

#[derive(Default)]
struct Taken {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A place that is given back when it is dropped.
pub(super) struct Place {
    places: Places,
    /// Where it is counted; a gateway's is counted among all only.
    of: Option<IpAddr>,
}

impl Places {
    /// A place for a connection from here, if there is one.
    pub(super) fn take(&self, peer: IpAddr, is_gateway: bool) -> Option<Place> {
        let of = (!is_gateway).then(|| household(peer));
        let mut taken = self.taken();
        if taken.all >= MOST_CONNECTIONS {
            return None;
        }
        if let Some(of) = of {
            let held = taken.by_address.entry(of).or_default();
            if *held >= MOST_OF_AN_ADDRESS {
                return None;
            }
            *held += 1;
        }
        taken.all += 1;
        Some(Place { places: self.clone(), of })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        taken.all -= 1;
        if let Some(of) = self.of
            && let Some(held) = taken.by_address.get_mut(&of)
        {
            *held -= 1;
            if *held == 0 {
                taken.by_address.remove(&of);
            }
        }
    }
}

/// One household has a whole /64 of IPv6 (RFC 6177) and could come from another address each time.
fn household(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        ip @ IpAddr::V4(_) => ip,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_every_place_and_gets_its_own_back() {
        let places = Places::default();
        let (greedy, other): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let mut held: Vec<Place> = (0..MOST_OF_AN_ADDRESS).map(|_| places.take(greedy, false).unwrap()).collect();
        assert!(places.take(greedy, false).is_none(), "it has had its share");
        assert!(places.take(other, false).is_some(), "others come in");
        assert!(places.take(greedy, true).is_some(), "a gateway asks for everybody");
        held.pop();
        assert!(places.take(greedy, false).is_some(), "what is given back can be taken");
    }

    #[test]
    fn a_household_of_ipv6_is_one_address() {
        assert_eq!(household("2001:db8:0:1::1".parse().unwrap()), household("2001:db8:0:1:ffff::9".parse().unwrap()));
        assert_ne!(household("2001:db8:0:1::1".parse().unwrap()), household("2001:db8:0:2::1".parse().unwrap()));
        assert_eq!(household("::ffff:192.0.2.1".parse().unwrap()), household("192.0.2.1".parse().unwrap()));
    }
}
