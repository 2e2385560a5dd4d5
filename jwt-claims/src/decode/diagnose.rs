//! The failing path: a payload that its claims type could not be read from is
//! read again, to name the claim and to say everything else that is wrong.

use super::beginnings::Beginnings;
use super::misfits::{Misfits, report_misfits};
use super::report::Report;
use super::scan::Scan;
use crate::error::Error;
use crate::error::findings::Findings;
use crate::error::violation::Violation;
use crate::judge::Judge;
use crate::policy::fault::Fault;

/// Why a claims type could not be read from this payload; `parts` shows its parts. The
/// judge adds what there is to say about the registered claims.
#[cold]
pub(crate) fn diagnose<'t>(
    payload: &'t str,
    beginnings: &'t Beginnings,
    judge: &Judge<'_>,
    parts: fn(&mut Misfits<'_, 't, '_>),
) -> Error {
    let scan = match Scan::read(payload) {
        Ok(scan) => scan,
        Err(malformed) => return malformed,
    };
    let (unchecked, registered) = (judge.unchecked(), scan.registered());
    // what is unchecked was not reported
    let faulty = registered.faulty().without(unchecked);
    let mut report = Report { found: Findings::default(), faulty, policy: judge.policy };
    scan.report_faulty(&registered, unchecked, judge.now(), &mut report.found);
    judge.judge(&registered, &mut report.found);
    // a claim that was found faulty already hides nothing behind it
    report_misfits(payload, beginnings, unchecked.or(faulty), &scan, &mut report, parts);
    if report.found.is_empty() {
        let expected = "claims that their type accepts";
        report.found.push(Violation::new("", "type", Fault::WrongType, expected, "something else"));
    }
    Error::refused(report.found)
}
