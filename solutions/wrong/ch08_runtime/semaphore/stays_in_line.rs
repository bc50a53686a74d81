//! Who is dropped stays in the line, and is handed permits that nobody will ever give back.
// <solution leave>
// </solution>
