//! Over a real socket, where that matters.

use super::*;

#[test]
fn slow_clients_are_cut_off_and_hold_no_one_up() {
    let (_folder, address) = served();
    // Many that never finish their headers, and one that never finishes its body.
    let mut idle: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream
                .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
                .unwrap();
            stream
        })
        .collect();
    let mut slow = TcpStream::connect(address).unwrap();
    slow.write_all(
        b"POST /api/v1/read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf",
    )
    .unwrap();
    let health = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert!(exchange(address, health).starts_with("HTTP/1.1 200"));
    let mut rest = Vec::new();
    slow.set_read_timeout(Some(Duration::from_secs(25)))
        .unwrap();
    slow.read_to_end(&mut rest).unwrap();
    assert!(
        rest.starts_with(b"HTTP/1.1 408"),
        "{}",
        String::from_utf8_lossy(&rest)
    );
    let last = idle.last_mut().unwrap();
    last.set_read_timeout(Some(Duration::from_secs(25)))
        .unwrap();
    rest.clear();
    last.read_to_end(&mut rest).unwrap();
    assert!(exchange(address, health).starts_with("HTTP/1.1 200"));
}

#[test]
fn many_read_while_reports_come_in() {
    let (_folder, address) = served();
    std::thread::scope(|scope| {
        for n in 0..50 {
            scope.spawn(move || {
                for path in [
                    "/",
                    "/search?q=said",
                    "/api/v1/stats",
                    "/persons",
                    "/review",
                ] {
                    let request = format!(
                        "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    );
                    assert!(
                        exchange(address, &request).starts_with("HTTP/1.1 200"),
                        "{n} {path}"
                    );
                }
            });
        }
        scope.spawn(move || {
            for n in 0..40 {
                let text = format!("Ana Verrin said number {n}.");
                let request = format!(
                    "POST /api/v1/reports HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{text}",
                    text.len()
                );
                assert!(exchange(address, &request).starts_with("HTTP/1.1 201"));
            }
        });
    });
    let stats = exchange(
        address,
        "GET /api/v1/stats HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    assert!(stats.contains("\"reports\":40"), "{stats}");
}
