//! The list of the cases: as tests for a chapter, and as data.

use crate::Case;

/// Names every case of `serve`, and gives the list to a macro.
#[doc(hidden)]
#[macro_export]
macro_rules! each_serve_case {
    ($then:ident! $($more:tt)*) => {
        $crate::$then! { $($more)*
            serve_abuse:
                a_client_that_never_reads
                a_client_that_reads_late
                fifty_resets
                a_reset_in_the_middle_of_a_body
                half_requests_hold_up_nobody
            ;
            serve_bodies:
                the_echo_is_exact
                the_echo_of_chunks_is_exact
                a_body_over_the_limit
                the_client_that_waits_for_a_word
            ;
            serve_corners:
                one_host_is_needed
                the_path_of_a_whole_url_counts
                blank_lines_before_a_request
                folded_headers_and_lone_ends_of_lines
                codings_other_than_chunked
                the_same_length_twice
                trailers_frame_nothing
                old_clients
                expectations_that_need_no_word
                bodies_where_none_belongs
            ;
            serve_ends:
                sigterm_ends_it
                children_end_with_their_parent
                stdin_is_left_alone
            ;
            serve_framing:
                the_root_is_always_the_same_bytes
                head_and_body_leave_in_one_write
                a_connection_is_kept
                pipelined_requests_are_answered_in_order
                a_thousand_requests_in_one_write
                one_byte_at_a_time
                cut_at_every_place
                head_is_the_head_alone
                another_path_or_method
                an_unwanted_body_is_read_over
                closes_when_asked_to
                a_half_closed_client_gets_its_answers
                half_a_request_and_the_end
            ;
            serve_idle:
                idle_clients_cost_nothing
                waiting_for_a_half_closed_client_costs_nothing
                waiting_for_a_stuck_client_costs_nothing
                no_descriptor_is_left_behind
                half_of_them_dropped_in_the_middle_of_a_request
                lingering_has_an_end
                out_of_descriptors
            ;
            serve_many:
                a_slow_answer_delays_nobody_else
                two_hundred_clients
                two_hundred_kept_connections
                the_backlog_holds_six_hundred
            ;
            serve_refusals:
                garbage
                garbage_after_good_requests
                two_ways_to_tell_the_end
                a_length_that_is_no_number
                a_bad_chunk
                something_beside_a_chunk_size
                endless_extensions_and_trailers
                a_head_over_64_kib
                a_hundred_headers_and_one
                an_unknown_version
                a_refusal_arrives_though_more_is_coming
            ;
            serve_words:
                a_bad_word_is_exit_2
                a_taken_port_is_exit_1
                the_port_that_was_asked_for
                only_loopback_is_served
            ;
        }
    };
}

/// Names every case of `fetch`, and gives the list to a macro.
#[doc(hidden)]
#[macro_export]
macro_rules! each_fetch_case {
    ($then:ident! $($more:tt)*) => {
        $crate::$then! { $($more)*
            fetch_corners:
                folded_headers
                trailers_frame_nothing
                codings_other_than_chunked
                statuses_that_make_no_sense
                lengths_where_no_body_is
                old_servers
            ;
            fetch_faults:
                a_reset_in_the_middle_of_a_body
                a_reset_at_once
                the_end_in_the_middle_of_a_head
                a_body_that_ends_too_early
                garbage
                a_bad_chunk
                nobody_listens
                a_name_that_does_not_exist
                answered_before_it_asked
                answered_and_closed_without_reading
                a_server_slow_to_accept
            ;
            fetch_framing:
                one_byte_at_a_time
                cut_at_every_place
                done_means_done
                without_a_length
                chunks_of_all_kinds
                interim_answers_are_passed_over
                statuses_without_a_body
                an_error_status_is_no_failure
                the_end_together_with_the_data
                bytes_after_the_end_are_ignored
                odd_but_right
                saved_bodies_are_exact
            ;
            fetch_limits:
                an_endless_head
                too_many_headers
                endless_interim_answers
                absurd_lengths
                a_claim_over_64_mib
                an_endless_body
                endless_extensions_and_trailers
                a_server_that_never_answers
                a_drip_that_outlives_the_timeout
                a_silence_that_outlives_the_timeout
                a_connect_that_never_ends
            ;
            fetch_many:
                two_hundred_at_once
                results_keep_their_order
                the_embedded_server
                waiting_costs_nothing
                out_of_descriptors
            ;
            fetch_words:
                json_is_the_last_line
                a_bad_word_is_exit_2
                https_is_refused_by_name
                stdin_is_left_alone
                the_request_says_what_the_url_says
            ;
        }
    };
}

/// Names every case of `serve` that takes long, and gives the list to a macro.
#[doc(hidden)]
#[macro_export]
macro_rules! each_long_serve_case {
    ($then:ident! $($more:tt)*) => {
        $crate::$then! { $($more)*
            serve_crowd:
                a_thousand_clients_at_once
                a_polite_client_among_greedy_ones
                resets_in_the_middle_of_a_burst
            ;
            serve_link:
                a_client_far_away
                a_narrow_link_with_big_bodies_both_ways
                answers_wait_for_a_narrow_link
                one_byte_segments_both_ways
                a_link_that_is_cut
            ;
        }
    };
}

/// Names every case of `fetch` that takes long, and gives the list to a macro.
#[doc(hidden)]
#[macro_export]
macro_rules! each_long_fetch_case {
    ($then:ident! $($more:tt)*) => {
        $crate::$then! { $($more)*
            fetch_crowd:
                a_thousand_at_once
                a_third_of_them_fail
            ;
            fetch_link:
                servers_far_away
                too_far_for_the_timeout
                a_narrow_link_with_big_bodies
                one_byte_segments_both_ways
                a_link_that_is_cut
            ;
        }
    };
}

/// Names every case of the graceful stop of `serve`, and gives the list to a macro.
#[doc(hidden)]
#[macro_export]
macro_rules! each_stop_case {
    ($then:ident! $($more:tt)*) => {
        $crate::$then! { $($more)*
            serve_stop:
                sigint_completes_what_is_in_flight
                sigterm_completes_what_is_in_flight
                idle_connections_close_at_once
                nothing_is_begun_behind_the_last_answer
                no_answer_is_put_off
                the_other_half_of_a_request_may_still_come
                at_the_deadline_all_are_cut
                a_second_signal_ends_it_at_once
                with_nobody_connected_it_ends_at_once
                from_its_first_line_on_it_stops_well
                whoever_was_not_accepted_sees_an_end
            ;
        }
    };
}

/// The cases of `serve`.
pub const SERVE_CASES: &[Case] = each_serve_case! { case_data! };

/// The cases of `fetch`.
pub const FETCH_CASES: &[Case] = each_fetch_case! { case_data! };

/// The cases of `serve` that `cargo test` leaves out, because they take long: the scoreboard runs them.
pub const LONG_SERVE_CASES: &[Case] = each_long_serve_case! { case_data! };

/// The cases of `fetch` that `cargo test` leaves out.
pub const LONG_FETCH_CASES: &[Case] = each_long_fetch_case! { case_data! };

/// The cases of the graceful stop of `serve`: from chapter 8 on.
pub const STOP_CASES: &[Case] = each_stop_case! { case_data! };

/// Every case there is: those of `fetch` first, by subject.
pub(crate) fn all() -> Vec<&'static Case> {
    let fetch = FETCH_CASES.iter().chain(LONG_FETCH_CASES);
    let mut all: Vec<&Case> = fetch.chain(SERVE_CASES).chain(LONG_SERVE_CASES).collect();
    // (A stable order: within a subject the file's.)
    all.sort_by_key(|case| case.subject);
    all.extend(STOP_CASES);
    all
}

/// Cases that measure CPU time: the scoreboard runs each of them with nothing beside it.
const MEASURING: [&str; 8] = [
    "fetch_many::waiting_costs_nothing",
    "fetch_many::out_of_descriptors",
    "serve_idle::idle_clients_cost_nothing",
    "serve_idle::waiting_for_a_half_closed_client_costs_nothing",
    "serve_idle::waiting_for_a_stuck_client_costs_nothing",
    "serve_idle::half_of_them_dropped_in_the_middle_of_a_request",
    "serve_idle::out_of_descriptors",
    "serve_crowd::a_polite_client_among_greedy_ones",
];

impl Case {
    /// Whether it measures CPU time, or would take it from all others.
    pub(crate) fn measures(&self) -> bool {
        MEASURING.contains(&&*format!("{}::{}", self.subject, self.name))
    }
}

/// The case of that name.
///
/// # Panics
/// When there is none.
pub fn find(subject: &str, name: &str) -> Case {
    match all().into_iter().find(|case| (case.subject, case.name) == (subject, name)) {
        Some(case) => *case,
        None => panic!("there is no case {subject}::{name}"),
    }
}

/// One test for each case of `serve`, in a module for each subject. Takes the name of a function that gives the
/// [`Program`](crate::Program).
#[macro_export]
macro_rules! serve_cases {
    ($program:ident) => {
        $crate::each_serve_case! { case_tests! $program; #[test] }
        $crate::each_long_serve_case! { case_tests! $program; #[test] #[ignore = "it takes long: cargo x scoreboard runs it"] }
    };
}

/// One test for each case of the graceful stop of `serve`, which programs have from chapter 8 on. Takes the name of a
/// function that gives the [`Program`](crate::Program).
#[macro_export]
macro_rules! stop_cases {
    ($program:ident) => {
        $crate::each_stop_case! { case_tests! $program; #[test] }
    };
}

/// One test for each case of `fetch`, in a module for each subject. Takes the name of a function that gives the
/// [`Program`](crate::Program).
#[macro_export]
macro_rules! fetch_cases {
    ($program:ident) => {
        $crate::each_fetch_case! { case_tests! $program; #[test] }
        $crate::each_long_fetch_case! { case_tests! $program; #[test] #[ignore = "it takes long: cargo x scoreboard runs it"] }
    };
}

/// The list as modules of tests.
#[doc(hidden)]
#[macro_export]
macro_rules! case_tests {
    // The attributes by themselves: within the repetition of names they would be one that does not repeat.
    ($program:ident; $(#[$attribute:meta])+ $($subject:ident: $($name:ident)+;)+) => {
        $crate::case_tests! { @each $program; [$(#[$attribute])+]; $($subject: $($name)+;)+ }
    };
    (@each $program:ident; $attributes:tt; $($subject:ident: $($name:ident)+;)+) => {
        $(mod $subject {
            $($crate::case_tests! { @one $program; $attributes; $subject $name })+
        })+
    };
    (@one $program:ident; [$($attribute:tt)+]; $subject:ident $name:ident) => {
        $($attribute)+
        fn $name() {
            $crate::find(stringify!($subject), stringify!($name)).run(super::$program());
        }
    };
}

/// The list as data.
#[doc(hidden)]
#[macro_export]
macro_rules! case_data {
    ($($subject:ident: $($name:ident)+;)+) => {
        &[$($($crate::Case {
            subject: stringify!($subject),
            name: stringify!($name),
            source: include_str!(concat!(stringify!($subject), ".rs")),
            check: $crate::$subject::$name,
        },)+)+]
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_listed_and_has_a_sentence() {
        for case in all() {
            let id = format!("{}::{}", case.subject, case.name);
            assert!(case.doc().ends_with('.'), "{id} says {:?}", case.doc());
            assert!(case.doc().len() < 200, "{id} says too much: {:?}", case.doc());
            // Every case of the file, in its order.
            let in_file: Vec<&str> = case
                .source
                .lines()
                .filter_map(|line| line.strip_prefix("pub fn ")?.split_once('('))
                .map(|(name, _)| name)
                .collect();
            let listed: Vec<&str> = all()
                .into_iter()
                .filter(|other| other.subject == case.subject)
                .map(|other| other.name)
                .collect();
            assert_eq!(listed, in_file, "the cases of {}", case.subject);
        }
    }

    #[test]
    fn what_measures_cpu_time_is_listed() {
        let measured = |case: &&&Case| {
            let body = case.source.split(&format!("pub fn {}(", case.name)).nth(1).unwrap();
            let body = body.split("\n}\n").next().unwrap();
            body.contains("assert_idle(") || body.contains(".cpu")
        };
        for case in all().iter().filter(measured) {
            assert!(case.measures(), "{}::{} is not in the list", case.subject, case.name);
        }
        for id in MEASURING {
            let (subject, name) = id.split_once("::").unwrap();
            find(subject, name);
        }
    }

    #[test]
    fn the_readme_says_how_many_cases_there_are() {
        let readme = std::fs::read_to_string(crate::built::root().join("README.md")).unwrap();
        let says = format!("one suite of {} cases", all().len());
        assert!(readme.contains(&says), "README.md does not say: {says}");
    }
}
