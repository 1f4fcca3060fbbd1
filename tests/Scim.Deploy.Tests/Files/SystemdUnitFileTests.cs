using System.Text.RegularExpressions;

namespace Scim.Deploy.Tests.Files;

/// <summary>Tests that the systemd services run unprivileged and start existing programs.</summary>
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

    public static TheoryData<string> Units => [.. RepositoryFiles.ListFiles("deploy/systemd", "*.service")];

    [Theory, MemberData(nameof(Units))]
    public void Unit_OfEachProgram_IsHardenedAndStartsIt(string file)
    {
        string[] lines = RepositoryFiles.ReadText(file).Split('\n');
        foreach (string line in HardeningDirectives)
            Assert.Contains(line, lines);
        Match start = ExecStartRegex().Match(RepositoryFiles.ReadText(file));
        Assert.True(
            new[] { "silo", "gateway" }.Any(folder =>
                RepositoryFiles.PathExists($"{folder}/{start.Groups[2].Value}/{start.Groups[2].Value}.csproj")
            ),
            $"{file} starts a program that does not exist."
        );
        Assert.Contains("WorkingDirectory=" + start.Groups[1].Value, lines);
        string environment = EnvironmentFileRegex().Match(RepositoryFiles.ReadText(file)).Groups[1].Value;
        Assert.True(
            RepositoryFiles.PathExists($"deploy/systemd/{environment}.example"),
            $"deploy/systemd/{environment}.example does not exist."
        );
    }

    [GeneratedRegex("^ExecStart=(/opt/orleans-scim/[a-z]+)/([A-Za-z.]+)$", RegexOptions.Multiline)]
    private static partial Regex ExecStartRegex();

    [GeneratedRegex("^EnvironmentFile=/etc/orleans-scim/(.+)$", RegexOptions.Multiline)]
    private static partial Regex EnvironmentFileRegex();
}
