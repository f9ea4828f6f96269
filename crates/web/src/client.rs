//! Who is at the other end of a request, as far as that can be believed. The only place that reads `X-Forwarded-For`.

use axum::http::HeaderMap;
use std::net::IpAddr;

/// The gateways that ask for others. Only what they say about the other end is believed: anybody else could say anything.
#[derive(Debug, Clone, Default)]
pub struct Gateways(Vec<IpAddr>);

impl Gateways {
    /// These addresses.
    pub fn new(addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        Self(addresses.into_iter().map(|address| address.to_canonical()).collect())
    }

    /// Whether this is the address of a gateway.
    pub fn holds(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

/// The other end of a request, left in each by whoever listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client(pub IpAddr);

impl Client {
    /// Whoever asked the last gateway that is ours.
    ///
    /// Each gateway adds to the end the address that asked it, in a line of its own or in the last one (RFC 7239 section 7.1).
    /// So the list is read from its end, past gateways of ours, to the first address that is none; what stands before was
    /// written by that address and can be anything. A list that cannot be read says nothing, and the gateway itself counts.
    pub fn of(peer: IpAddr, headers: &HeaderMap, gateways: &Gateways) -> Self {
        let mut client = peer.to_canonical();
        if !gateways.holds(client) {
            return Self(client);
        }
        let lines: Vec<&str> =
            headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
        for said in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            let Some(address) = address(said.trim()) else { break };
            client = address;
            if !gateways.holds(client) {
                break;
            }
        }
        Self(client)
    }

    /// What is counted as one: an address, or the /64 that one household has of IPv6 (RFC 6177).
    pub fn network(self) -> String {
        match self.0 {
            IpAddr::V6(ip) => {
                let [a, b, c, d, ..] = ip.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
            IpAddr::V4(ip) => ip.to_string(),
        }
    }
}

/// An address, with or without a port, as gateways write it.
fn address(text: &str) -> Option<IpAddr> {
    let plain = text.parse::<IpAddr>();
    let with_port = || text.parse::<std::net::SocketAddr>().map(|address| address.ip());
    plain.or_else(|_| with_port()).ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn asked(peer: &str, lines: &[&str]) -> String {
        let gateways = Gateways::new(["127.0.0.1", "10.0.0.2"].map(|address| address.parse().unwrap()));
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
        }
        Client::of(peer.parse().unwrap(), &headers, &gateways).0.to_string()
    }

    #[test]
    fn the_last_address_that_is_no_gateway_of_ours_asks() {
        assert_eq!(
            asked("127.0.0.1", &["198.51.100.1", "203.0.113.7"]),
            "203.0.113.7",
            "the gateway's own line is last"
        );
        assert_eq!(asked("127.0.0.1", &["198.51.100.1, 203.0.113.7"]), "203.0.113.7");
        assert_eq!(asked("127.0.0.1", &["198.51.100.1, 203.0.113.7, 10.0.0.2"]), "203.0.113.7", "two gateways");
        assert_eq!(asked("127.0.0.1", &["203.0.113.7:4711"]), "203.0.113.7");
        assert_eq!(asked("127.0.0.1", &["[2001:db8::1]:4711"]), "2001:db8::1");
    }

    #[test]
    fn nobody_but_a_gateway_is_believed_and_nonsense_says_nothing() {
        assert_eq!(asked("192.0.2.9", &["203.0.113.7"]), "192.0.2.9");
        assert_eq!(asked("127.0.0.1", &["203.0.113.7, unknown"]), "127.0.0.1");
        assert_eq!(asked("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(asked("::ffff:127.0.0.1", &["203.0.113.7"]), "203.0.113.7", "the same gateway, written otherwise");
    }
}
