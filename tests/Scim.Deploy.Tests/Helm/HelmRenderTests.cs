using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Scim.Deploy.Tests.Helm;

/// <summary>
/// Tests that the rendered chart has consistent references between its objects, for each configuration.
/// </summary>
public sealed class HelmRenderTests
{
    private static readonly string[] RequiredValues =
    [
        "publicBaseUrl=https://scim.example.com",
        "operatorKey.existingSecret=the-key",
        "database.existingSecret=the-database",
    ];

    /// <summary>Configurations, in the syntax of helm's <c>--set</c>.</summary>
    public static TheoryData<string> Configurations { get; } =
    [
        "silo.replicas=3",
        "gateway.autoscaling.enabled=false",
        "networkPolicy.enabled=false,metrics.annotations=false",
        "ingress.enabled=true,ingress.className=nginx,ingress.tlsSecret=tls,ingress.annotations.a=b",
        "image.tag=1.2.3,image.pullSecrets[0]=one,image.pullSecrets[1]=two,silo.env.Scim__DrainTime=00:00:09,gateway.env.A=b",
    ];

    [Theory, MemberData(nameof(Configurations))]
    public async Task Chart_InEachConfiguration_RendersConsistentReferences(string configuration)
    {
        JsonObject[] objects = await RenderChartAsync([configuration]);
        Assert.All(
            objects,
            o => Assert.True(o["apiVersion"] is not null && GetName(o).Length is > 0 and <= 63, o.ToJsonString())
        );
        Assert.Equal(objects.Length, objects.DistinctBy(o => (GetText(o, "kind"), GetName(o))).Count());

        JsonObject[] deployments = [.. objects.Where(o => GetText(o, "kind") == "Deployment")];
        Assert.Equal(["t-gateway", "t-silo"], deployments.Select(GetName).Order(StringComparer.Ordinal));
        foreach (JsonObject deployment in deployments)
        {
            Assert.True(
                IsSelecting(deployment["spec"]!["selector"]!["matchLabels"]!, deployment),
                deployment.ToJsonString()
            );
            AssertHardened(deployment["spec"]!["template"]!["spec"]!);
        }

        foreach (JsonObject budget in objects.Where(o => GetText(o, "kind") == "PodDisruptionBudget"))
        {
            JsonObject guarded = Assert.Single(
                deployments,
                d => IsSelecting(budget["spec"]!["selector"]!["matchLabels"]!, d)
            );
            if (guarded["spec"]!["replicas"] is { } replicas)
                Assert.True(
                    budget["spec"]!["minAvailable"]!.GetValue<int>() < replicas.GetValue<int>(),
                    "The disruption budget allows no eviction, so nodes could not be drained."
                );
        }

        JsonObject service = Assert.Single(objects, o => GetText(o, "kind") == "Service");
        JsonObject behind = Assert.Single(deployments, d => IsSelecting(service["spec"]!["selector"]!, d));
        Assert.Contains("http", GetPortNames(behind));
        foreach (JsonObject scaler in objects.Where(o => GetText(o, "kind") == "HorizontalPodAutoscaler"))
            Assert.Contains(
                deployments,
                d => GetName(d) == GetText(scaler["spec"]!["scaleTargetRef"]!, "name") && d["spec"]!["replicas"] is null
            );
        Assert.Equal(
            configuration.Contains("networkPolicy.enabled=false", StringComparison.Ordinal) ? 0 : 3,
            objects.Count(o => GetText(o, "kind") == "NetworkPolicy")
        );
        Assert.Equal(
            configuration.Contains("ingress.enabled=true", StringComparison.Ordinal) ? 1 : 0,
            objects.Count(o => GetText(o, "kind") == "Ingress")
        );
    }

    [Fact]
    public async Task Chart_UnderLint_IsClean()
    {
        (int code, string output, string errors) = await HelmProgram.RunHelmAsync([
            "lint",
            "--strict",
            .. RequiredValues.SelectMany(n => new[] { "--set", n }),
        ]);
        Assert.True(code == 0, output + errors);
    }

    [Theory]
    [InlineData(0, "publicBaseUrl must be set")]
    [InlineData(1, "operatorKey.existingSecret must be set")]
    [InlineData(2, "database.existingSecret must be set")]
    public async Task Chart_WithoutRequiredValue_NamesIt(int missing, string message)
    {
        (int code, _, string errors) = await HelmProgram.RunHelmAsync([
            "template",
            "t",
            .. RequiredValues.Where((_, i) => i != missing).SelectMany(n => new[] { "--set", n }),
        ]);
        Assert.NotEqual(0, code);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    private static async Task<JsonObject[]> RenderChartAsync(string[] more)
    {
        (int code, string output, string errors) = await HelmProgram.RunHelmAsync([
            "template",
            "t",
            .. RequiredValues.Concat(more).SelectMany(n => new[] { "--set", n }),
        ]);
        Assert.True(code == 0, errors);
        return [.. output.Split("\n---").Select(ParseYaml).OfType<JsonObject>()];
    }

    private static JsonNode? ParseYaml(string document)
    {
        object? yaml = new DeserializerBuilder()
            .WithAttemptingUnquotedStringTypeDeserialization()
            .Build()
            .Deserialize<object?>(document.StartsWith("---", StringComparison.Ordinal) ? document[3..] : document);
        return yaml is null ? null : JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(yaml));
    }

    private static void AssertHardened(JsonNode pod)
    {
        Assert.True(pod["securityContext"]!["runAsNonRoot"]!.GetValue<bool>());
        Assert.InRange(pod["terminationGracePeriodSeconds"]!.GetValue<int>(), 35, 600);
        JsonNode container = Assert.Single(pod["containers"]!.AsArray())!;
        Assert.True(container["securityContext"]!["readOnlyRootFilesystem"]!.GetValue<bool>());
        Assert.False(container["securityContext"]!["allowPrivilegeEscalation"]!.GetValue<bool>());
        string[] names = [.. container["env"]!.AsArray().Select(e => GetText(e!, "name"))];
        Assert.Equal(names.Distinct(), names);
        Assert.Equal(
            ["the-database", "the-key"],
            container["env"]!
                .AsArray()
                .Select(e => e!["valueFrom"]?["secretKeyRef"])
                .OfType<JsonNode>()
                .Select(s => GetText(s, "name"))
                .Order(StringComparer.Ordinal)
        );
        string[] ports = [.. container["ports"]!.AsArray().Select(p => GetText(p!, "name"))];
        foreach (string probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
            Assert.Contains(GetText(container[probe]!["httpGet"]!, "port"), ports);
    }

    private static bool IsSelecting(JsonNode labels, JsonObject deployment)
    {
        JsonNode pod = deployment["spec"]!["template"]!["metadata"]!["labels"]!;
        return labels.AsObject().All(l => JsonNode.DeepEquals(l.Value, pod[l.Key]));
    }

    private static IEnumerable<string> GetPortNames(JsonObject deployment) =>
        deployment["spec"]!["template"]!["spec"]!["containers"]!
            .AsArray()
            .SelectMany(c => c!["ports"]!.AsArray())
            .Select(p => GetText(p!, "name"));

    private static string GetName(JsonObject node) => GetText(node["metadata"]!, "name");

    private static string GetText(JsonNode node, string name) => node[name]!.GetValue<string>();
}
