using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Crowd;

/// <summary>
/// Ten clients of all roles at once: some slow, a third of their questions given up in the middle. Each answer that comes whole is
/// the one that came when nobody else asked.
/// </summary>
public sealed class CrowdTests(CrowdTown town) : IClassFixture<CrowdTown>
{
    const int Clients = 10;
    const int Slow = 2;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_in_a_crowd_are_those_given_alone()
    {
        var questions = await Question.All(town.Service);
        foreach (var role in CrowdTown.Everybody)
        {
            using var client = await town.Service.As(role);
            foreach (var question in questions.Where(question => question.Role == role))
                await question.AskAlone(client);
        }
        var crowd = new Answers();
        var until = Stopwatch.GetTimestamp() + (long)LongRun.Of(30, 600) * Stopwatch.Frequency;
        await Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(number =>
                    Task.Run(
                        () => new Client(town, questions, crowd, number, isSlow: number < Slow).Ask(until),
                        Cancellation
                    )
                )
        );
        LongRun.Figure($"crowd: {crowd}, seed {LongRun.Seed}");
        crowd.Bad.ShouldBeEmpty($"{crowd}");
        crowd.Whole.ShouldBeGreaterThan(100);

        // and when the crowd has left, nothing of it is left
        foreach (var role in CrowdTown.Everybody)
        {
            var after = new Answers();
            var rest = questions.Where(question => question.Role == role).Take(20).ToList();
            foreach (var question in rest)
                await new Client(town, [question], after, 0, isSlow: false).Whole(question);
            after.Bad.ShouldBeEmpty();
        }
    }

    /// <summary>What became of all the questions.</summary>
    sealed class Answers
    {
        readonly ConcurrentBag<double> milliseconds = [];
        int gone;

        public ConcurrentBag<string> Bad { get; } = [];

        public int Whole => milliseconds.Count;

        public void Came(double after) => milliseconds.Add(after);

        public void Gone() => Interlocked.Increment(ref gone);

        double Percentile(double share) =>
            milliseconds.Order().ElementAtOrDefault((int)(share * (milliseconds.Count - 1)));

        public override string ToString() =>
            FormattableString.Invariant(
                $"{Whole} answers, {Bad.Count} bad, {gone} given up, p50 {Percentile(0.5):0} ms, p95 {Percentile(0.95):0} ms"
            );
    }

    sealed class Client(CrowdTown town, List<Question> questions, Answers answers, int number, bool isSlow)
    {
        /// <summary>Whoever waits longer has been forgotten.</summary>
        static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

        readonly Random random = new(LongRun.Seed + number);

        public async Task Ask(long until)
        {
            while (Stopwatch.GetTimestamp() < until)
            {
                var question = questions[random.Next(questions.Count)];
                switch (random.Next(isSlow ? 4 : 12))
                {
                    case < 4 when !isSlow:
                        await GivenUp(question);
                        break;
                    case 4 when question.Tag is not null:
                        await Known(question);
                        break;
                    default:
                        await Whole(question);
                        break;
                }
            }
        }

        /// <summary>One connection for each question, as a crowd of people has.</summary>
        async Task<HttpClient> Connect(Role role)
        {
            var client = new HttpClient(
                new SocketsHttpHandler
                {
                    AutomaticDecompression =
                        random.Next(2) == 0 ? DecompressionMethods.GZip : DecompressionMethods.None,
                    MaxResponseDrainSize = 0,
                }
            )
            {
                BaseAddress = town.Service.Address,
            };
            if (await town.Token(role) is { } token)
                client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            return client;
        }

        /// <summary>Reads to the end, a slow client in small pieces, and compares.</summary>
        public async Task Whole(Question question)
        {
            using var client = await Connect(question.Role);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            patience.CancelAfter(Patience);
            var began = Stopwatch.GetTimestamp();
            try
            {
                using var answer = await client.GetAsync(
                    question.Path,
                    HttpCompletionOption.ResponseHeadersRead,
                    patience.Token
                );
                await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
                var bytes = new MemoryStream();
                var piece = new byte[isSlow ? 4096 : 1 << 16];
                for (int read; (read = await body.ReadAsync(piece, patience.Token)) > 0; )
                {
                    bytes.Write(piece, 0, read);
                    if (isSlow && bytes.Length < 200_000)
                        await Task.Delay(5, Cancellation); // as slow as a telephone
                }
                var text = Question.Canonical(bytes.ToArray());
                if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NoContent))
                    Bad(question, $"{(int)answer.StatusCode} {text[..Math.Min(text.Length, 200)]}");
                else if (text != question.Alone)
                    Bad(question, $"another answer: {text.Length} bytes instead of {question.Alone.Length}");
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException)
            {
                Bad(question, $"cut off: {cut.Message}");
            }
            catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
            {
                Bad(question, "no answer in a minute");
            }
            answers.Came(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        /// <summary>Asks for what it has already.</summary>
        async Task Known(Question question)
        {
            using var client = await Connect(question.Role);
            client.DefaultRequestHeaders.IfNoneMatch.Add(question.Tag!);
            using var answer = await client.GetAsync(question.Path, Cancellation);
            // of a strong tag it matters how the answer was packed
            if (answer.StatusCode is not (HttpStatusCode.NotModified or HttpStatusCode.OK))
                Bad(question, $"{(int)answer.StatusCode} to what it knows");
        }

        /// <summary>Goes away: before the answer, in the middle of it, or without a word.</summary>
        async Task GivenUp(Question question)
        {
            answers.Gone();
            if (random.Next(2) == 0)
            {
                using var raw = await RawClient.Get(
                    town.Service.Address,
                    question.Path,
                    await town.Token(question.Role),
                    takesIn: 4096
                );
                if (random.Next(2) == 0)
                    await raw.Read(1 + random.Next(4096));
                raw.HangUp();
                return;
            }
            using var client = await Connect(question.Role);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            patience.CancelAfter(random.Next(40));
            try
            {
                using var answer = await client.GetAsync(
                    question.Path,
                    HttpCompletionOption.ResponseHeadersRead,
                    patience.Token
                );
                await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
                await body.ReadExactlyAsync(new byte[1 + random.Next(20_000)], patience.Token);
            }
            catch (Exception gone) when (gone is OperationCanceledException or HttpRequestException or IOException)
            {
                // it is this client that went, or its answer was shorter than it read
                Cancellation.ThrowIfCancellationRequested();
            }
        }

        void Bad(Question question, string why) => answers.Bad.Add($"{question.Role} {question.Path}: {why}");
    }
}
