using SafePlaces.Jobs;

namespace SafePlaces.Risk;

/// <summary>Reasons for unease: the derived layers and the models they are made with.</summary>
static class RiskRoom
{
    public static IServiceCollection AddRisk(this IServiceCollection services) =>
        services
            .AddSingleton<RiskModels>()
            .AddSingleton<DerivedLayers>()
            .AddSingleton<Process, RebuildProcess>()
            .AddHostedService<DerivedLayersWorker>();
}
