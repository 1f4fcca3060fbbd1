using System.Globalization;

namespace Scim.Benchmarks.Configuration;

/// <summary>The command-line options of the benchmark program.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>The usage text.</summary>
    public const string Usage = """
        dotnet run -c Release --project tests/Scim.Benchmarks -- [options]
          --only a,b,...                 run only these scenarios; default: all that the storage supports
          --storage sqlite|postgres|all  storage to run on; default: all
          --quick                        short rounds and small tenants: rough figures in a few minutes;
                                         writes no files unless --output is given
          --output FOLDER                folder whose RESULTS.md and results.json are updated;
                                         default: tests/Scim.Benchmarks
          --rounds N, --seconds N        number of rounds per target (1 to 100) and their length (1 to 60)
          --connections N                connections of the load generator (1 to 1000); default: 16
          --against PATH                 request scenarios only: compare with the Scim.Silo.dll of another build
                                         instead of the bare endpoint
          --list                         list the scenarios
        """;

    /// <summary>The scenarios to run; empty for all.</summary>
    public IReadOnlySet<string> ScenarioNames { get; init; } = new HashSet<string>();

    /// <summary>The storages to run on.</summary>
    public IReadOnlyList<StorageProvider> StorageProviders { get; init; } =
    [StorageProvider.Sqlite, StorageProvider.Postgres];

    /// <summary>Whether to run short rounds and small tenants for rough figures.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Whether to list the scenarios instead of running them.</summary>
    public bool ShouldListScenarios { get; init; }

    /// <summary>The folder the result files are written to; null to write none.</summary>
    public string? OutputPath { get; init; }

    /// <summary>The silo program of another build to compare with, or null.</summary>
    public string? ComparisonProgram { get; init; }

    /// <summary>The number of measured rounds per target.</summary>
    public int RoundCount { get; init; } = 7;

    /// <summary>The length of a round in seconds.</summary>
    public int Seconds { get; init; } = 3;

    /// <summary>The number of connections of the load generator.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>Parses the command line.</summary>
    /// <returns>
    /// The options, or null if the command line is invalid; the reason is written to <paramref name="errors"/>.
    /// </returns>
    public static BenchmarkOptions? Parse(string[] args, TextWriter errors)
    {
        var options = new BenchmarkOptions();
        bool quick = args.Contains("--quick"),
            chosen = false;
        if (quick)
            options = options with { IsQuick = true, RoundCount = 3, Seconds = 2 };
        for (int i = 0; i < args.Length; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--quick":
                    continue;
                case "--list":
                    options = options with { ShouldListScenarios = true };
                    continue;
                case "--only" when value is not null:
                    options = options with { ScenarioNames = value.Split(',').ToHashSet() };
                    break;
                case "--storage" when value is "sqlite" or "postgres" or "all":
                    options = options with
                    {
                        StorageProviders = value switch
                        {
                            "sqlite" => [StorageProvider.Sqlite],
                            "postgres" => [StorageProvider.Postgres],
                            _ => options.StorageProviders,
                        },
                    };
                    break;
                case "--against" when File.Exists(value):
                    options = options with { ComparisonProgram = Path.GetFullPath(value) };
                    break;
                case "--output" when value is not null:
                    (options, chosen) = (options with { OutputPath = Path.GetFullPath(value) }, true);
                    break;
                case "--rounds" when ParseNumber(value, 100) is { } rounds:
                    options = options with { RoundCount = rounds };
                    break;
                case "--seconds" when ParseNumber(value, 60) is { } seconds:
                    options = options with { Seconds = seconds };
                    break;
                case "--connections" when ParseNumber(value, 1000) is { } connections:
                    options = options with { Connections = connections };
                    break;
                default:
                    errors.WriteLine($"Unknown option or invalid value: '{args[i]}'.\n{Usage}");
                    return null;
            }

            i++;
        }

        return chosen || quick || options.ComparisonProgram is not null
            ? options
            : options with
            {
                OutputPath = BuildPaths.ProjectFolder,
            };
    }

    private static int? ParseNumber(string? text, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number >= 1
        && number <= max
            ? number
            : null;
}
