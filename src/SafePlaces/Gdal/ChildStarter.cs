using System.Collections.Concurrent;
using System.Diagnostics;

namespace SafePlaces.Gdal;

/// <summary>
/// Starts child processes on a thread that lives as long as this process. A child that is to die with its parent dies, in the
/// kernel's eyes, with the <em>thread</em> that started it, and threads of the pool come and go.
/// </summary>
static class ChildStarter
{
    static readonly BlockingCollection<Action> Orders = [];

    static readonly Lazy<Thread> Worker = new(() =>
    {
        var thread = new Thread(() =>
        {
            foreach (var order in Orders.GetConsumingEnumerable())
                order();
        })
        {
            IsBackground = true,
            Name = "starts children",
        };
        thread.Start();
        return thread;
    });

    public static Task<Process> Start(ProcessStartInfo child)
    {
        _ = Worker.Value;
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Orders.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(child)!);
            }
            catch (Exception wrong) // whoever waits is told
            {
                started.SetException(wrong);
            }
        });
        return started.Task;
    }
}
