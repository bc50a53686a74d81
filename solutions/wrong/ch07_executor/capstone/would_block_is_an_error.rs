//! "Would block" is passed on as if it were an error.

// <solution io>
let _ = interest;
call(&self.socket)
// </solution>
