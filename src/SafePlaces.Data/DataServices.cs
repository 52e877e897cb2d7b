using Microsoft.Extensions.DependencyInjection;
using SafePlaces.Data.Items;

namespace SafePlaces.Data;

public static class DataServices
{
    /// <summary>The connections, what is published, and the reading of features.</summary>
    public static IServiceCollection AddData(this IServiceCollection services) =>
        services
            .AddSingleton<Databases>()
            .AddSingleton<Probes>()
            .AddSingleton<Catalogue>()
            .AddSingleton<FeatureReader>()
            .AddSingleton<TemporalExtents>();
}
