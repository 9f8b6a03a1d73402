//! Putting together what is likely on one matter.

/// Groups `count` things by average linkage: pairs join from the surest on, wherever the log-odds of all pairs between the
/// two groups are above `join` on average. `odds` has the log-odds of every pair, row by row; they are the same both ways.
/// Gives for each thing the first one of its group.
///
/// # Panics
/// If `odds` has fewer than `count` times `count` numbers.
#[must_use]
pub fn average_linkage(count: usize, odds: &[f32], join: f32) -> Vec<usize> {
    // Of two groups, by their first things, what all pairs between them are above `join`, added up.
    let mut sums: Vec<f32> = odds.iter().map(|odds| odds - join).collect();
    let mut pairs: Vec<(usize, usize)> = (0..count)
        .flat_map(|a| (a + 1..count).map(move |b| (a, b)))
        .filter(|&(a, b)| odds[a * count + b] > join)
        .collect();
    pairs.sort_by(|&(a, b), &(c, d)| {
        let surest = odds[c * count + d].total_cmp(&odds[a * count + b]);
        surest.then((a, b).cmp(&(c, d)))
    });
    let mut first_of: Vec<usize> = (0..count).collect();
    for (a, b) in pairs {
        let (left, right) = (first_of[a].min(first_of[b]), first_of[a].max(first_of[b]));
        if left == right || sums[left * count + right] <= 0.0 {
            continue;
        }
        let moved = first_of.iter_mut().filter(|first| **first == right);
        moved.for_each(|first| *first = left);
        for other in 0..count {
            let sum = sums[left * count + other] + sums[right * count + other];
            (sums[left * count + other], sums[other * count + left]) = (sum, sum);
        }
    }
    first_of
}

#[cfg(test)]
mod tests {
    use super::average_linkage;

    #[test]
    fn groups_join_only_where_all_their_pairs_are_likely_on_average() {
        // 0 and 1 belong together, 1 and 2 seem to, 0 and 2 do not at all.
        let odds = [0.0, 3.0, -9.0, 3.0, 0.0, 2.0, -9.0, 2.0, 0.0];
        assert_eq!(average_linkage(3, &odds, 0.0), [0, 0, 2]);
        assert_eq!(average_linkage(3, &odds, -4.0), [0, 0, 0]);
        assert_eq!(average_linkage(3, &odds, 3.0), [0, 1, 2]);
        assert!(average_linkage(0, &[], 0.0).is_empty());
    }
}
