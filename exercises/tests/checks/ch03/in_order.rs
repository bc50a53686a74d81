//! In order, as early as possible, and deaf to what nobody asked.

use exercises::ch03_processes::in_order::{InOrder, Unexpected};

/// So many questions asked.
fn asked(how_many: u64) -> InOrder<u64> {
    let mut answers = InOrder::new();
    for number in 0..how_many {
        assert!(answers.ask() == number);
    }
    answers
}

/// All orders in which so many answers can arrive.
fn orders(of: &[u64]) -> Vec<Vec<u64>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let all = of.iter().flat_map(|&first| {
        let rest: Vec<u64> = of.iter().copied().filter(|&other| other != first).collect();
        orders(&rest).into_iter().map(move |rest| [vec![first], rest].concat())
    });
    all.collect()
}

#[test]
fn in_every_order_of_arrival() {
    check!(|| {
        for order in orders(&[0, 1, 2, 3, 4]) {
            let mut answers = asked(5);
            let (mut arrived, mut given) = ([false; 5], Vec::new());
            for &number in &order {
                arrived[number as usize] = true;
                let now = answers.answered(number, 10 * number);
                let due = arrived.iter().take_while(|arrived| **arrived).count();
                let expected: Vec<u64> = (given.len()..due).map(|number| 10 * number as u64).collect();
                assert!(
                    now == Ok(expected.clone()),
                    "5 questions; answers arrive as {order:?}. Those before were given out: {given:?}. Now number {number} comes \
                     (each answer is ten times its number): {expected:?} is to be given out, all that is due and nothing else, \
                     and you gave {now:?}"
                );
                given.extend(expected);
            }
        }
    });
}

#[test]
fn questions_and_answers_mixed() {
    check!(|| {
        let mut answers = asked(2);
        let early = answers.answered(1, 11);
        assert!(early == Ok(vec![]), "number 1 comes before number 0, and you gave out {early:?}");
        let third = answers.ask();
        assert!(third == 2);
        let due = answers.answered(0, 10);
        assert!(
            due == Ok(vec![10, 11]),
            "0, 1 and 2 were asked, and 0 and 1 are here: both are due, whether 2 is here or not, and you gave {due:?}"
        );
        let last = answers.answered(2, 12);
        assert!(last == Ok(vec![12]), "number 2 is the only one left, and it is here: you gave {last:?}");
    });
}

#[test]
fn an_answer_that_nobody_asked_for() {
    check!(|| {
        let mut answers = asked(2);
        for number in [2, 3, u64::MAX] {
            let got = answers.answered(number, 0);
            assert!(
                got == Err(Unexpected(number)),
                "0 and 1 were asked, an answer to {number} comes, and you said {got:?}: a worker may be wrong, and an answer that nobody \
                 waits for would lie here for ever"
            );
        }
        let got = answers.answered(0, 10);
        assert!(
            got == Ok(vec![10]),
            "after answers that were refused, the right one comes, and you gave {got:?}"
        );
    });
}

#[test]
fn a_second_answer_to_the_same_question() {
    check!(|| {
        let mut answers = asked(3);
        let _ = answers.answered(1, 11);
        let got = answers.answered(1, 99);
        assert!(
            got == Err(Unexpected(1)),
            "number 1 was answered, is still waiting for its turn, and is answered once more: you said {got:?}"
        );
        let got = answers.answered(0, 10);
        assert!(
            got == Ok(vec![10, 11]),
            "the second answer to number 1 (99) was refused, so the first (11) counts, and you gave {got:?}"
        );
        let got = answers.answered(0, 99);
        assert!(
            got == Err(Unexpected(0)),
            "number 0 was answered and given out, and is answered once more: you said {got:?}"
        );
        let got = answers.answered(2, 12);
        assert!(
            got == Ok(vec![12]),
            "after second answers that were refused, number 2 comes, and you gave {got:?}"
        );
    });
}
