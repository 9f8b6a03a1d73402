//! Days, to be counted.

/// The day of an ISO date, counted in days.
pub(crate) fn days(date: &str) -> Option<i64> {
    let mut parts = date.get(..10)?.split('-');
    let mut next = || parts.next()?.parse::<i64>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    // Days from civil, with the year beginning in March.
    let year = year - i64::from(month <= 2);
    let shifted = (month + 9) % 12;
    Some(
        365 * year + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (153 * shifted + 2) / 5
            + day,
    )
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn days_follow_one_another_over_months_and_years() {
        let next = |a, b| days(b).unwrap() - days(a).unwrap();
        assert_eq!(next("2025-02-28", "2025-03-01"), 1);
        assert_eq!(next("2024-02-28", "2024-03-01"), 2);
        assert_eq!(next("2024-12-31", "2025-01-01T08:00:00Z"), 1);
        assert_eq!(days("2025-08"), None);
    }
}
