using System.Diagnostics;
using Npgsql;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

/// <summary>
/// One run of a job. Every <see cref="Beat"/> it tells the database that it lives and how far it is, and hears then whether
/// the job was dismissed, by whichever instance. It holds no connection meanwhile.
/// </summary>
sealed partial class JobRun(Guid id, Job job, Process process, JobQueue queue, JobSignals signals, ILogger logger)
{
    static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    const int FinishAttempts = 10;

    sealed record Position(int Percent, Wording? Doing);

    volatile Position position = new(0, null);
    Position told = new(0, null);
    long heard = Stopwatch.GetTimestamp();

    public async Task Execute(CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        stop.CancelAfter(process.TimeLimit);
        var run = new ProcessRun
        {
            Role = job.Role,
            CallerName = job.Caller,
            Inputs = job.Inputs,
            Forms = job.Forms,
            Language = job.Language,
            Cancellation = stop.Token,
            Progress = (percent, doing) => position = new(percent, doing),
        };
        var work = Task.Run(() => process.Run(run), CancellationToken.None);
        while (await Task.WhenAny(work, Task.Delay(Beat, CancellationToken.None)) != work)
            if (!await IsWanted())
                await stop.CancelAsync();
        if (stopping.IsCancellationRequested && !work.IsCompletedSuccessfully)
            await Settle(() => queue.GiveBack(job.Id, id), attempts: 1);
        else
        {
            var (products, problem) = await Outcome(work, stop.IsCancellationRequested);
            await Settle(() => queue.Finish(job.Id, id, products, problem), FinishAttempts);
        }
        signals.Change.Pulse();
        signals.Work.Pulse();
    }

    /// <summary>False when the job was dismissed, or when others must believe by now that this run is dead.</summary>
    async Task<bool> IsWanted()
    {
        var now = position;
        try
        {
            var status = await queue.Beat(job.Id, id, now.Percent, now.Doing);
            heard = Stopwatch.GetTimestamp();
            if (now != told)
                signals.Change.Pulse();
            told = now;
            return status == JobStatus.Running;
        }
        catch (Exception wrong)
        {
            Unheard(logger, job.Id, wrong.Message);
            return Stopwatch.GetElapsedTime(heard) < JobQueue.Lease;
        }
    }

    async Task<(IReadOnlyList<Product>, JobProblem?)> Outcome(Task<IReadOnlyList<Product>> work, bool stopped)
    {
        try
        {
            var products = (await work).Where(product => job.Forms.ContainsKey(product.Output)).ToList();
            return products.Select(product => product.Output).Order().SequenceEqual(job.Forms.Keys.Order())
                ? (products, null)
                : throw new InvalidOperationException($"{process.Id} did not make each output that was wanted once");
        }
        catch (Exception wrong)
            when (stopped
                && wrong
                    is OperationCanceledException
                        or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }
            )
        {
            return ([], JobProblem.Of(Problem.TooLong(process.TimeLimit)));
        }
        catch (Exception wrong)
        {
            if (ProblemHandler.Known(wrong) is { } problem)
                return ([], JobProblem.Of(problem));
            Failed(logger, wrong, job.Id, process.Id);
            return (
                [],
                new(
                    500,
                    "/problems/internal",
                    "Something went wrong here, not with your request.",
                    $"It has been logged. Tell the administrator the job: {job.Id}.",
                    null
                )
            );
        }
    }

    /// <summary>When the database does not hear of the end either, the run counts as dead after a while, and is run again.</summary>
    async Task Settle(Func<Task> end, int attempts)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await end();
                return;
            }
            catch (Exception wrong)
            {
                Unheard(logger, job.Id, wrong.Message);
                if (attempt == attempts)
                    return;
            }
            await Task.Delay(Beat, CancellationToken.None);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The database does not hear of job {Job}: {Why}")]
    static partial void Unheard(ILogger logger, Guid job, string why);

    [LoggerMessage(LogLevel.Error, "Unexpected error in job {Job} of process {Process}")]
    static partial void Failed(ILogger logger, Exception wrong, Guid job, string process);
}
