namespace SafePlaces.Analysis;

/// <summary>How a loop is spread over threads.</summary>
public static class Loops
{
    /// <summary>
    /// Over those of the task scheduler that the caller runs on, and no others: who computes something picks the threads, and
    /// how many, by where it is computed. Without more ado that is the thread pool.
    /// </summary>
    public static ParallelOptions OnThreadsOfCaller(CancellationToken cancellation) =>
        new() { CancellationToken = cancellation, TaskScheduler = TaskScheduler.Current };
}
