using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace SafePlaces.Risk;

/// <summary>
/// Threads for what nobody waits for: one fewer than there are processors, at least one, and behind all others where processors
/// are short. What runs on them goes on there after each await, and so do its parallel loops
/// (<see cref="Analysis.Loops"/>), so that the threads that answer requests are left alone.
/// </summary>
sealed class BackgroundThreads : TaskScheduler, IDisposable
{
    [ThreadStatic]
    static BackgroundThreads? ofThisThread;

    readonly BlockingCollection<Task> waiting = [];
    readonly Lazy<int> started;

    public BackgroundThreads() => started = new(Start);

    public override int MaximumConcurrencyLevel { get; } = Math.Max(1, Environment.ProcessorCount - 1);

    int Start()
    {
        for (var n = 0; n < MaximumConcurrencyLevel; n++)
            new Thread(Work)
            {
                Name = "background",
                IsBackground = true,
                Priority = ThreadPriority.BelowNormal,
            }.Start();
        return MaximumConcurrencyLevel;
    }

    void Work()
    {
        ofThisThread = this;
        Niceness.Lower();
        foreach (var task in waiting.GetConsumingEnumerable())
            TryExecuteTask(task);
    }

    protected override void QueueTask(Task task)
    {
        _ = started.Value;
        // what ends after the service has stopped ends anywhere
        if (waiting.IsAddingCompleted || !Add(task))
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
    }

    bool Add(Task task)
    {
        try
        {
            return waiting.TryAdd(task);
        }
        catch (InvalidOperationException)
        {
            return false; // stopped between the look and this
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        ofThisThread == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => waiting;

    /// <summary>The threads end when what is queued is done.</summary>
    public void Dispose() => waiting.CompleteAdding();

    /// <summary>.NET sets no priority of threads on Linux; the kernel keeps one for each, which anybody may lower.</summary>
    static class Niceness
    {
        const int OfThread = 0; // PRIO_PROCESS with no id: the calling thread
        const int Behind = 10;

        public static void Lower()
        {
            if (OperatingSystem.IsLinux())
                _ = SetPriority(OfThread, 0, GetPriority(OfThread, 0) + Behind);
        }

        [DllImport("libc", EntryPoint = "getpriority")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        static extern int GetPriority(int which, uint who);

        [DllImport("libc", EntryPoint = "setpriority")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        static extern int SetPriority(int which, uint who, int priority);
    }
}
