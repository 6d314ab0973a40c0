//! The threads that own the vault: readers, which take no lock, and one writer, which takes the lock once for all that wait.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use tokio::sync::{Notify, oneshot};

use super::Say;
use super::clients::Clients;
use super::desk::{self, Asked, Desk, Outcome};
use super::reply::Reply;
use super::wire;
use crate::error::{Error, Kind, Result};
use crate::service::{NoRecorder, Transaction};
use crate::store::{Storage, VaultFile};
use crate::vault::Store as _;

/// The most changes that share a commit.
const TOGETHER: usize = 64;

/// A change that waits for the writer.
pub(super) trait Write<S: Storage>: Send {
    /// Does it in a transaction with others, whose commit makes the answer true; `None` if it needs its own.
    fn run(
        &self,
        transaction: &mut Transaction<'_, VaultFile<S>, NoRecorder>,
    ) -> Option<Result<Reply>>;

    /// Does it in a transaction of its own.
    fn run_alone(&self, desk: &mut Desk<S>) -> Result<Reply>;
}

type Answer = oneshot::Sender<Reply>;

struct Question {
    asked: Asked,
    answer: Answer,
}

enum Task<S> {
    /// For an endpoint whose vault has only one thread: one that lives in memory.
    Question(Question),
    Write(Box<dyn Write<S>>, Answer),
}

/// What the threads tell the rest of the endpoint.
pub(super) struct News {
    /// Gets lines for the user.
    pub(super) say: Say,
    /// Why the endpoint cannot go on.
    fatal: Mutex<Option<Error>>,
    /// Told once there is a reason.
    pub(super) stop: Notify,
}

impl News {
    pub(super) fn new(say: Say) -> Self {
        Self {
            say,
            fatal: Mutex::new(None),
            stop: Notify::new(),
        }
    }

    /// Why the endpoint stopped by itself, if it did.
    pub(super) fn take_fatal(&self) -> Option<Error> {
        let mut fatal = self.fatal.lock().unwrap_or_else(PoisonError::into_inner);
        fatal.take()
    }

    /// The answer to a failure, which is told to the user if it is none of the service's refusals.
    fn fail(&self, error: Error) -> Reply {
        let reply = wire::refuse(&error);
        if error.code().is_none() {
            (self.say)(error.message());
        }
        if desk::is_fatal(&error) {
            let mut fatal = self.fatal.lock().unwrap_or_else(PoisonError::into_inner);
            fatal.get_or_insert(error);
            self.stop.notify_one();
        }
        reply
    }
}

/// The way to the threads.
pub(super) struct Queue {
    questions: Box<dyn Fn(Question) -> bool + Send + Sync>,
    threads: Vec<JoinHandle<()>>,
}

impl Queue {
    /// Starts a thread for each reader and one for the writer; without readers the writer does it all.
    pub(super) fn start<S: Storage + Send + 'static>(
        readers: Vec<Desk<S>>,
        writer: Desk<S>,
        clients: &Arc<Clients>,
        news: &Arc<News>,
    ) -> Result<Self> {
        let (to_writer, tasks) = mpsc::channel::<Task<S>>();
        let (to_readers, questions) = mpsc::channel::<Question>();
        let questions = Arc::new(Mutex::new(questions));
        let has_readers = !readers.is_empty();
        let mut threads = Vec::new();
        for mut reader in readers {
            let (questions, to_writer) = (Arc::clone(&questions), to_writer.clone());
            let (clients, news) = (Arc::clone(clients), Arc::clone(news));
            threads.push(spawn("reader", move || {
                while let Some(question) = next(&questions) {
                    if let Some(task) = look(&mut reader, &clients, &news, question) {
                        pass_on(&to_writer, task);
                    }
                }
            })?);
        }
        let questions: Box<dyn Fn(Question) -> bool + Send + Sync> = if has_readers {
            Box::new(move |question| to_readers.send(question).is_ok())
        } else {
            Box::new(move |question| to_writer.send(Task::Question(question)).is_ok())
        };
        let (clients, news) = (Arc::clone(clients), Arc::clone(news));
        let mut writer = writer;
        threads.push(spawn("writer", move || {
            write_for_ever(&mut writer, &tasks, &clients, &news);
        })?);
        Ok(Self { questions, threads })
    }

    /// Has a request answered.
    pub(super) async fn ask(&self, asked: Asked) -> Reply {
        let (answer, answered) = oneshot::channel();
        let is_sent = (self.questions)(Question { asked, answer });
        match answered.await {
            Ok(reply) if is_sent => reply,
            // Its thread is gone, or met a bug and said so.
            _ => wire::refuse(&Error::new(Kind::Other, "no answer")),
        }
    }

    /// Lets the threads finish what was asked, and waits for them.
    pub(super) fn finish(self) {
        drop(self.questions);
        for thread in self.threads {
            // One that panicked has said so.
            let _panicked = thread.join();
        }
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .map_err(|error| Error::new(Kind::Other, "cannot start a thread").caused_by(error))
}

fn next(questions: &Mutex<Receiver<Question>>) -> Option<Question> {
    let questions = questions.lock().unwrap_or_else(PoisonError::into_inner);
    questions.recv().ok()
}

fn pass_on<S>(to_writer: &Sender<Task<S>>, task: Task<S>) {
    // Without a writer the answer is let go with the task, and its client told.
    let _gone = to_writer.send(task);
}

/// Answers a question, or gives back the change that it is.
fn look<S: Storage + Send>(
    desk: &mut Desk<S>,
    clients: &Clients,
    news: &News,
    Question { asked, answer }: Question,
) -> Option<Task<S>> {
    let outcome = guarded(desk, news, |desk| desk::answer(desk, clients, asked))?;
    // Before the answer, so that whoever got it finds its date.
    desk.store().write_access_dates();
    tell(desk, news);
    let reply = match outcome {
        Ok(Outcome::Waits(write)) => return Some(Task::Write(write, answer)),
        Ok(Outcome::Answered(reply)) => reply,
        Err(error) => news.fail(error),
    };
    send(answer, reply);
    None
}

fn write_for_ever<S: Storage + Send>(
    desk: &mut Desk<S>,
    tasks: &Receiver<Task<S>>,
    clients: &Clients,
    news: &News,
) {
    while let Ok(task) = tasks.recv() {
        let mut writes = Vec::new();
        for task in std::iter::once(task).chain(tasks.try_iter().take(TOGETHER - 1)) {
            let task = match task {
                Task::Question(question) => look(desk, clients, news, question),
                write @ Task::Write(..) => Some(write),
            };
            if let Some(Task::Write(write, answer)) = task {
                writes.push((write, answer));
            }
        }
        if !writes.is_empty() {
            // After a bug the clients get no answer of their own.
            let _bug = guarded(desk, news, |desk| write_all(desk, writes, news));
            tell(desk, news);
        }
    }
}

/// Does several changes with one commit. Where one of them is refused, none is in the file yet, and each is done again by
/// itself.
fn write_all<S: Storage>(
    desk: &mut Desk<S>,
    writes: Vec<(Box<dyn Write<S>>, Answer)>,
    news: &News,
) {
    if writes.len() > 1 {
        let mut transaction = match desk.begin() {
            Ok(transaction) => transaction,
            Err(error) => return fail_all(writes, &error, news),
        };
        let replies: Option<Vec<Reply>> = writes
            .iter()
            .map(|(write, _)| write.run(&mut transaction)?.ok())
            .collect();
        if let Some(replies) = replies {
            return match transaction.commit() {
                Ok(()) => {
                    for ((_, answer), reply) in writes.into_iter().zip(replies) {
                        send(answer, reply);
                    }
                }
                Err(error) => fail_all(writes, &error, news),
            };
        }
    }
    for (write, answer) in writes {
        let reply = write
            .run_alone(desk)
            .unwrap_or_else(|error| news.fail(error));
        send(answer, reply);
    }
}

fn fail_all<S: Storage>(writes: Vec<(Box<dyn Write<S>>, Answer)>, error: &Error, news: &News) {
    for (_, answer) in writes {
        send(answer, news.fail(Error::new(error.kind(), error.message())));
    }
}

fn send(answer: Answer, reply: Reply) {
    // A client that went away is not waited for.
    let _gone = answer.send(reply);
}

fn tell<S: Storage>(desk: &mut Desk<S>, news: &News) {
    for notice in desk.store().take_notices() {
        (news.say)(&notice);
    }
}

/// Runs what may hold a bug, after which the vault is looked at anew. `None` after one; the panic's hook has told where.
fn guarded<S: Storage, T>(
    desk: &mut Desk<S>,
    news: &News,
    run: impl FnOnce(&mut Desk<S>) -> T,
) -> Option<T> {
    let outcome = catch_unwind(AssertUnwindSafe(|| run(desk)));
    if outcome.is_err() {
        desk.store().abandon();
        if let Err(error) = desk.store().refresh() {
            let _said = news.fail(error);
        }
    }
    outcome.ok()
}
