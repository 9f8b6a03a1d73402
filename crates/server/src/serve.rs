//! Listening, and stopping in peace.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use verbale_ledger::Storage;

use crate::state::App;
use crate::{Server, api, guard, pages};

/// How long a client may take over its headers, or be silent between two requests.
const SLOW: Duration = Duration::from_secs(5);
/// How long to wait, when asked to stop, for answers that are under way, and then for work that no one
/// waits for any more: together less than the ten seconds after which programs are killed.
const LAST_WORDS: Duration = Duration::from_secs(5);
const LAST_WORK: Duration = Duration::from_secs(2);
/// More connections than this wait.
const CONNECTIONS: usize = 512;

/// All routes with all guards.
pub(crate) fn router(app: App) -> Router {
    guarded(
        Router::new()
            .merge(api::router())
            .merge(pages::router())
            .fallback(guard::missing)
            .method_not_allowed_fallback(guard::wrong_method),
        app,
    )
}

/// Routes with all guards: whatever goes wrong within, it is dressed and counted.
pub(crate) fn guarded(routes: Router<App>, app: App) -> Router {
    routes
        .layer(from_fn_with_state(app.clone(), guard::admit))
        .layer(from_fn(guard::cache))
        .layer(from_fn(guard::in_time))
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(from_fn_with_state(app.clone(), guard::dress))
        .with_state(app)
}

pub(crate) fn run(
    server: &Server,
    ready: impl FnOnce(SocketAddr) -> io::Result<()>,
) -> io::Result<()> {
    let own = server.listen.ip().is_loopback();
    let app = App::new(
        &server.file,
        server.maker.clone(),
        Arc::clone(&server.read),
        own,
    )?;
    if !own {
        let ledger = verbale_ledger::Ledger::open_to_read(&server.file)
            .map_err(|error| io::Error::other(error.to_string()))?;
        let holders = ledger
            .holders()
            .map_err(|error| io::Error::other(error.to_string()))?;
        if holders.is_empty() {
            return Err(io::Error::other(format!(
                "{} can be reached by others, and no one has a token: make one with verbale token add, \
                 or listen on 127.0.0.1",
                server.listen
            )));
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(listen(router(app), server.listen, ready));
    // A text that is being read cannot be stopped, and need not: it is not kept yet.
    runtime.shutdown_timeout(LAST_WORK);
    done
}

async fn listen(
    router: Router,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr) -> io::Result<()>,
) -> io::Result<()> {
    let listener = TcpListener::bind(address).await.map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("{address} cannot be listened on ({error}): name another with --listen"),
        )
    })?;
    ready(listener.local_addr()?)?;
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(SLOW);
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = std::pin::pin!(asked_to_stop());
    loop {
        let turn = Arc::clone(&room).acquire_owned();
        let accepted = tokio::select! {
            accepted = async { (turn.await, listener.accept().await) } => accepted,
            () = &mut stop => break,
        };
        let (turn, Ok((stream, _))) = accepted else {
            // Too many open files, most likely: some will close.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A client that goes away is no one's trouble.
            let _ = connection.await;
            drop(turn);
        });
    }
    drop(listener);
    // Whoever takes longer is cut off.
    let _ = tokio::time::timeout(LAST_WORDS, graceful.shutdown()).await;
    Ok(())
}

async fn asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => _ = signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
