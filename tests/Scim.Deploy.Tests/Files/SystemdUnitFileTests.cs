using System.Text.RegularExpressions;

namespace Scim.Deploy.Tests.Files;

/// <summary>Services run without rights, and start programs that there are.</summary>
public sealed partial class SystemdUnitFileTests
{
    private static readonly string[] HardeningDirectives =
    [
        "DynamicUser=yes",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "CapabilityBoundingSet=",
        "RestrictNamespaces=yes",
        "SystemCallFilter=@system-service",
        "ProtectKernelModules=yes",
        "RestrictSUIDSGID=yes",
        "LockPersonality=yes",
    ];

    public static TheoryData<string> Units =>
        [.. RepositoryFiles.ListFiles("deploy/systemd", "*.service")];

    [Theory, MemberData(nameof(Units))]
    public void Unit_OfEachProgram_IsHardenedAndStartsIt(string file)
    {
        string[] lines = RepositoryFiles.ReadText(file).Split('\n');
        foreach (string line in HardeningDirectives)
            Assert.Contains(line, lines);
        Match start = ExecStartRegex().Match(RepositoryFiles.ReadText(file));
        Assert.True(
            new[] { "silo", "gateway" }.Any(folder =>
                RepositoryFiles.PathExists(
                    $"{folder}/{start.Groups[2].Value}/{start.Groups[2].Value}.csproj"
                )
            ),
            $"{file} starts what is not there"
        );
        Assert.Contains("WorkingDirectory=" + start.Groups[1].Value, lines);
        string environment = EnvironmentFileRegex()
            .Match(RepositoryFiles.ReadText(file))
            .Groups[1]
            .Value;
        Assert.True(
            RepositoryFiles.PathExists($"deploy/systemd/{environment}.example"),
            $"there is no example of {environment}"
        );
    }

    [GeneratedRegex("^ExecStart=(/opt/orleans-scim/[a-z]+)/([A-Za-z.]+)$", RegexOptions.Multiline)]
    private static partial Regex ExecStartRegex();

    [GeneratedRegex("^EnvironmentFile=/etc/orleans-scim/(.+)$", RegexOptions.Multiline)]
    private static partial Regex EnvironmentFileRegex();
}
