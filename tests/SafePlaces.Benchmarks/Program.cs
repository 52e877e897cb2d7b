using SafePlaces.Benchmarks;

// One benchmark a name; each prints what it measured.
return args switch
{
    ["import", .. var rest] => await ImportBenchmark.Run(rest),
    ["heat", .. var rest] => await HeatBenchmark.Run(rest),
    ["items", .. var rest] => await ItemsBenchmark.Run(rest),
    ["tiles", .. var rest] => await TilesBenchmark.Run(rest),
    ["risk", .. var rest] => await RiskBenchmark.Run(rest),
    ["yield", .. var rest] => await YieldBenchmark.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "dotnet run -c Release --project tests/SafePlaces.Benchmarks -- import [rows] | heat [points] [keep] | items [rows] [boxes|depth|first|memory] [keep] | tiles [rows] [keep] | risk [reports] | yield [reports] [streets]"
    );
    return 1;
}
