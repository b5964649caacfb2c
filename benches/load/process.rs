//! What a process used, as Linux tells under /proc.

use std::time::Duration;

use anyhow::{Context, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// `VmRSS`: in memory now.
    pub resident_kib: u64,
    /// `VmHWM`: the most there ever was.
    pub peak_kib: u64,
}

/// # Errors
/// No such process, or no Linux.
pub fn memory(pid: u32) -> Result<Memory> {
    let path = format!("/proc/{pid}/status");
    let status = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    parse_status(&status).with_context(|| format!("{path} tells no memory"))
}

/// Processor time since the process began, in user space and in the kernel, of all its threads.
///
/// # Errors
/// No such process, or no Linux.
pub fn processor_time(pid: u32) -> Result<Duration> {
    let path = format!("/proc/{pid}/stat");
    let stat = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let ticks = parse_stat(&stat).with_context(|| format!("{path} tells no processor time"))?;
    let nanos_per_tick = 1_000_000_000 / rustix::param::clock_ticks_per_second().max(1);
    Ok(Duration::from_nanos(ticks.saturating_mul(nanos_per_tick)))
}

fn parse_status(status: &str) -> Option<Memory> {
    let kib = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':')
            .split_ascii_whitespace()
            .next()?
            .parse()
            .ok()
    };
    Some(Memory {
        resident_kib: kib("VmRSS")?,
        peak_kib: kib("VmHWM")?,
    })
}

/// utime + stime, fields 14 and 15 of proc(5); counted after the name in parentheses, which may hold blanks.
fn parse_stat(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let kernel: u64 = fields.next()?.parse().ok()?;
    Some(user + kernel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_processor_time_are_read_from_proc() {
        let status = "Name:\tshop\nVmPeak:\t  9 kB\nVmHWM:\t  145000 kB\nVmRSS:\t  120000 kB\n";
        let memory = Memory {
            resident_kib: 120_000,
            peak_kib: 145_000,
        };
        assert_eq!(parse_status(status), Some(memory));

        let stat = "42 (a shop) x) S 1 42 42 0 -1 4194560 5 0 0 0 250 50 0 0 20 0 9 0 7";
        assert_eq!(parse_stat(stat), Some(300));
    }

    #[test]
    fn a_running_process_has_memory() {
        assert!(memory(std::process::id()).unwrap().resident_kib > 0);
        assert!(processor_time(std::process::id()).is_ok());
    }
}
