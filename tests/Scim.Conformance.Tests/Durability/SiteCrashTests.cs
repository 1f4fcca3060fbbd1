using System.Security.Cryptography;
using Scim.Conformance.Tests.Workplace;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Durability;

/// <summary>
/// Kills the server while sites and permissions are written. Acknowledged writes are present; other writes are present
/// in full or not at all.
/// </summary>
public sealed class SiteCrashTests(ITestOutputHelper output)
{
    private const int WriterCount = 6;

    [Fact]
    public async Task Kill_WhileSitesAreWritten_KeepsAcknowledgedWrites()
    {
        int seed = RandomNumberGenerator.GetInt32(int.MaxValue - WriterCount);
        output.WriteLine($"seed {seed}");
        await using ScimServer server = await ScimServer.StartAsync();
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string user = await tenant.Scim.CreateUserAsync("ada");
        string[] groups = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => tenant.Scim.CreateGroupAsync($"Crew {i}", user))
        );
        await OpenApiContract.GetContractAsync(server.BaseUrl);
        var writers = Enumerable
            .Range(0, WriterCount)
            .Select(i => new SiteWriter(i, groups, new Random(seed + i)))
            .ToArray();
        for (int round = 0; round < 4; round++)
        {
            Task[] runs = [.. writers.Select(w => w.RunWriterAsync(api))];
            await Task.WhenAny(
                Task.WhenAll(writers.Select(w => w.WaitForAnswersAsync(20 * (round + 1)))),
                Task.WhenAll(runs)
            );
            await server.KillAsync();
            await Task.WhenAll(runs);
            await server.RestartAsync();
            foreach (SiteWriter writer in writers)
                await writer.VerifySiteAsync(api, user);
        }
    }

    /// <summary>Writes to its own site and keeps a model of the acknowledged writes.</summary>
    private sealed class SiteWriter(int number, string[] groups, Random random)
    {
        private static readonly string[] Roles = ["Viewer", "Contributor", "Editor", "Administrator"];
        private readonly Dictionary<string, string> _permissions = [];
        private string? _site;
        private string _name = $"Site {number}";
        private SiteChange? _unanswered;
        private int _answeredCount;
        private int _targetCount;
        private TaskCompletionSource _reached = new();

        public Task WaitForAnswersAsync(int answered)
        {
            (_targetCount, _reached) = (
                answered,
                new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
            );
            if (Volatile.Read(ref _answeredCount) >= answered)
                _reached.TrySetResult();
            return _reached.Task;
        }

        public async Task RunWriterAsync(WorkplaceClient api)
        {
            for (int step = 0; ; step++)
            {
                _unanswered = CreateNextChange(step);
                try
                {
                    ScimResponse response = await _unanswered.Send(api);
                    if (response.Status is not (200 or 201 or 204))
                        return;
                    ApplyChange(_unanswered, response);
                }
                catch (HttpRequestException)
                {
                    return;
                }

                if (Interlocked.Increment(ref _answeredCount) >= _targetCount)
                    _reached.TrySetResult();
            }
        }

        public async Task VerifySiteAsync(WorkplaceClient api, string user)
        {
            string[] mine =
            [
                .. (await api.GetAsync("/sites?count=1000"))
                    .AssertStatus(200)
                    .GetElement("/sites")
                    .EnumerateArray()
                    .Where(s =>
                        s.GetProperty("name").GetString()!.StartsWith($"Site {number}", StringComparison.Ordinal)
                    )
                    .Select(s => s.GetProperty("id").GetString()!),
            ];
            if (_site is null && mine.Length == 1)
                (_site, _unanswered) = (mine[0], null);
            if (_site is null)
                return;
            Assert.Equal([_site], mine);
            string name = (await api.GetAsync($"/sites/{_site}")).AssertStatus(200).GetText("/name");
            Dictionary<string, string> permissions = await api.ReadPermissionsAsync(_site);
            if (
                _unanswered is { } open
                && (open.Name is not null ? name == open.Name : AreEqual(permissions, GetPermissionsAfter(open)))
            )
                ApplyChange(open, null);
            _unanswered = null;
            Assert.Equal(_name, name);
            Assert.True(
                AreEqual(permissions, _permissions),
                $"{FormatPermissions(permissions)} instead of {FormatPermissions(_permissions)}"
            );
            string? strongest = permissions.Values.OrderBy(r => Array.IndexOf(Roles, r)).LastOrDefault();
            Assert.Equal(strongest, await api.ReadRoleAsync(_site, user));
        }

        private SiteChange CreateNextChange(int step)
        {
            if (_site is null)
                return new SiteChange(api => api.PostAsync("/sites", new { name = _name }), _name, null, null);
            if (random.Next(5) == 0)
            {
                string name = $"Site {number} {step} {random.Next(1000)}";
                return new SiteChange(api => api.PatchAsync($"/sites/{_site}", new { name }), name, null, null);
            }

            string group = groups[random.Next(groups.Length)];
            string? role = random.Next(3) == 0 ? null : Roles[random.Next(Roles.Length)];
            string path = $"/sites/{_site}/permissions/{group}";
            return new SiteChange(
                api => role is null ? api.DeleteAsync(path) : api.PutAsync(path, new { role }),
                null,
                group,
                role
            );
        }

        private void ApplyChange(SiteChange change, ScimResponse? response)
        {
            if (_site is null && response is not null)
                _site = response.Id;
            if (change.Name is not null)
                _name = change.Name;
            else if (change.Role is null)
                _permissions.Remove(change.Group!);
            else
                _permissions[change.Group!] = change.Role;
        }

        private Dictionary<string, string> GetPermissionsAfter(SiteChange change)
        {
            var next = new Dictionary<string, string>(_permissions);
            if (change.Role is null)
                next.Remove(change.Group!);
            else
                next[change.Group!] = change.Role;
            return next;
        }

        private static bool AreEqual(Dictionary<string, string> left, Dictionary<string, string> right) =>
            left.Count == right.Count && left.All(p => right.TryGetValue(p.Key, out string? role) && role == p.Value);

        private static string FormatPermissions(Dictionary<string, string> permissions) =>
            string.Join(", ", permissions.Select(p => $"{p.Key}={p.Value}").Order());

        private sealed record SiteChange(
            Func<WorkplaceClient, Task<ScimResponse>> Send,
            string? Name,
            string? Group,
            string? Role
        );
    }
}
