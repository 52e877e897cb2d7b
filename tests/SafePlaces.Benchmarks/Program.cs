using SafePlaces.Benchmarks;

// One benchmark a name; each prints what it measured.
return args switch
{
    ["import", .. var rest] => await ImportBenchmark.Run(rest),
    ["heat", .. var rest] => await HeatBenchmark.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "dotnet run -c Release --project tests/SafePlaces.Benchmarks -- import [rows] | heat [points]"
    );
    return 1;
}
