//! The slow path: if a claims type could not be read from a payload, the payload is
//! read again, to name the claim and to find everything else that is wrong.

use super::beginnings::Beginnings;
use super::misfits::{Misfits, report_misfits};
use super::report::Report;
use super::scan::Scan;
use crate::error::Error;
use crate::error::findings::Findings;
use crate::error::violation::Violation;
use crate::judge::Judge;
use crate::policy::fault::Fault;

/// The error for a payload that the claims type could not be read from; `parts` visits
/// its parts. The judge adds violations of registered claims.
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
    // unchecked claims were not reported
    let faulty = registered.faulty().without(unchecked);
    let moment = judge.moment();
    let mut report = Report { found: Findings::new(moment), faulty, policy: judge.policy, now: moment.now };
    scan.report_faulty(&registered, unchecked, moment.now, &mut report.found);
    judge.judge(&registered, &mut report.found);
    // members after a claim that was reported already are checked, too
    report_misfits(payload, beginnings, unchecked.or(faulty), &scan, &mut report, parts);
    if report.found.is_empty() {
        let expected = "claims that their type accepts";
        report.found.push(Violation::new("", "type", Fault::WrongType, expected, "something else"));
    }
    Error::refused(report.found)
}
