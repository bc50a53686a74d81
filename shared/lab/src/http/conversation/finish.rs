//! The last answer: how a conversation ends when it is the server that wants to stop.

use super::super::answer::{END, say_close};
use super::{Conversation, State};
use crate::http::Service;

// ANCHOR: finish
impl<S: Service> Conversation<S> {
    /// The server stops: what is under way is completed, and nothing is begun after it. May be called at any time, in
    /// the middle of anything, also again. Ask [`want`](Self::want) afterwards: it may have changed.
    ///
    /// | where the conversation stands | what becomes of it |
    /// |---|---|
    /// | between requests | it wants [`Want::Close`](crate::http::Want::Close) at once |
    /// | an answer is in a pause, or unsent | it is sent, and is the last |
    /// | a part of a request is here | the rest is read, and its answer is the last |
    /// | requests wait behind unsent answers | the first of them is answered, and no other |
    /// | it closes anyway | nothing |
    ///
    /// The last answer says `Connection: close`, unless its head had already left. Requests behind it are dropped
    /// unseen: the client knows by that header that they had no effect, and may send them again elsewhere.
    ///
    /// To read half a request to its end is what nginx does too: a client that has begun to send cannot know that we
    /// stop. How long we wait for it is not decided here: whoever calls this sets the deadline. A request that is still
    /// on its way when an idle connection closes meets a reset; a client that keeps connections must expect that.
    pub fn finish(&mut self) {
        self.finishing = true;
        if self.is_idle() {
            self.state = State::Ended { lingers: false };
        }
        match &mut self.state {
            State::Slow(answer, manners) if !manners.close => {
                manners.close = true;
                answer.say_close();
                self.say_close_if_unsent();
            }
            _ => self.end_if_finished(),
        }
    }

    /// Once the server stops and nothing of a request is here, what waits in `output` is the last answer.
    pub(super) fn end_if_finished(&mut self) {
        if self.finishing && matches!(self.state, State::Head(..)) && self.used == self.input.len() {
            self.state = State::Ended { lingers: true };
            self.say_close_if_unsent();
        }
    }

    /// A head is open to a further header until the empty line that ends it begins to leave.
    fn say_close_if_unsent(&mut self) {
        if let Some(head) = self.open_head.take()
            && self.sent + END.len() <= head
        {
            say_close(&mut self.output, head);
        }
    }
}
// ANCHOR_END: finish
