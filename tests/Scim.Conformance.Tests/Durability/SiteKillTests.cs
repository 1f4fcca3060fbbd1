using System.Security.Cryptography;
using Scim.Conformance.Tests.Workplace;

namespace Scim.Conformance.Tests.Durability;

/// <summary>The server dies while sites and permissions are written: what was answered is there, the rest is there whole or not at all.</summary>
public sealed class SiteKillTests(ITestOutputHelper output)
{
    private const int Writers = 6;

    [Fact]
    public async Task Kill_WhileSitesAreWritten_LosesNothingThatWasAnswered()
    {
        int seed = RandomNumberGenerator.GetInt32(int.MaxValue - Writers);
        output.WriteLine($"seed {seed}");
        await using ScimServer server = await ScimServer.Start();
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string user = await tenant.Scim.CreateUser("ada");
        string[] groups = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => tenant.Scim.CreateGroup($"Crew {i}", user)));
        await ApiContract.Of(server.BaseUrl);
        var writers = Enumerable.Range(0, Writers).Select(i => new SiteWriter(i, groups, new Random(seed + i))).ToArray();
        for (int round = 0; round < 4; round++)
        {
            Task[] runs = [.. writers.Select(w => w.Run(api))];
            await Task.WhenAny(Task.WhenAll(writers.Select(w => w.Reached(20 * (round + 1)))), Task.WhenAll(runs));
            await server.Kill();
            await Task.WhenAll(runs);
            await server.Restart();
            foreach (SiteWriter writer in writers) await writer.Verify(api, user);
        }
    }

    /// <summary>Writes to a site of its own, and knows what it was answered.</summary>
    private sealed class SiteWriter(int number, string[] groups, Random random)
    {
        private static readonly string[] Roles = ["Viewer", "Contributor", "Editor", "Administrator"];
        private readonly Dictionary<string, string> _permissions = [];
        private string? _site;
        private string _name = $"Site {number}";
        private Change? _open;
        private int _answered;
        private int _target;
        private TaskCompletionSource _reached = new();

        public Task Reached(int answered)
        {
            (_target, _reached) = (answered, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (Volatile.Read(ref _answered) >= answered) _reached.TrySetResult();
            return _reached.Task;
        }

        public async Task Run(WorkplaceClient api)
        {
            for (int step = 0; ; step++)
            {
                _open = Next(step);
                try
                {
                    ScimResponse response = await _open.Send(api);
                    if (response.Status is not (200 or 201 or 204)) return;
                    Apply(_open, response);
                }
                catch (HttpRequestException)
                {
                    return;
                }

                if (Interlocked.Increment(ref _answered) >= _target) _reached.TrySetResult();
            }
        }

        public async Task Verify(WorkplaceClient api, string user)
        {
            string[] mine = [.. (await api.Get("/sites?count=1000")).Expect(200).At("/sites").EnumerateArray()
                .Where(s => s.GetProperty("name").GetString()!.StartsWith($"Site {number}", StringComparison.Ordinal)).Select(s => s.GetProperty("id").GetString()!)];
            if (_site is null && mine.Length == 1) (_site, _open) = (mine[0], null);
            if (_site is null) return;
            Assert.Equal([_site], mine);
            string name = (await api.Get($"/sites/{_site}")).Expect(200).Text("/name");
            Dictionary<string, string> permissions = await api.PermissionsOn(_site);
            if (_open is { } open && (open.Name is not null ? name == open.Name : Same(permissions, With(open)))) Apply(open, null);
            _open = null;
            Assert.Equal(_name, name);
            Assert.True(Same(permissions, _permissions), $"{Shown(permissions)} instead of {Shown(_permissions)}");
            string? strongest = permissions.Values.OrderBy(r => Array.IndexOf(Roles, r)).LastOrDefault();
            Assert.Equal(strongest, await api.RoleOn(_site, user));
        }

        private Change Next(int step)
        {
            if (_site is null) return new Change(api => api.Post("/sites", new { name = _name }), _name, null, null);
            if (random.Next(5) == 0)
            {
                string name = $"Site {number} {step} {random.Next(1000)}";
                return new Change(api => api.Patch($"/sites/{_site}", new { name }), name, null, null);
            }

            string group = groups[random.Next(groups.Length)];
            string? role = random.Next(3) == 0 ? null : Roles[random.Next(Roles.Length)];
            string path = $"/sites/{_site}/permissions/{group}";
            return new Change(api => role is null ? api.Delete(path) : api.Put(path, new { role }), null, group, role);
        }

        private void Apply(Change change, ScimResponse? response)
        {
            if (_site is null && response is not null) _site = response.Id;
            if (change.Name is not null) _name = change.Name;
            else if (change.Role is null) _permissions.Remove(change.Group!);
            else _permissions[change.Group!] = change.Role;
        }

        private Dictionary<string, string> With(Change change)
        {
            var next = new Dictionary<string, string>(_permissions);
            if (change.Role is null) next.Remove(change.Group!);
            else next[change.Group!] = change.Role;
            return next;
        }

        private static bool Same(Dictionary<string, string> left, Dictionary<string, string> right) =>
            left.Count == right.Count && left.All(p => right.TryGetValue(p.Key, out string? role) && role == p.Value);

        private static string Shown(Dictionary<string, string> permissions) => string.Join(", ", permissions.Select(p => $"{p.Key}={p.Value}").Order());

        private sealed record Change(Func<WorkplaceClient, Task<ScimResponse>> Send, string? Name, string? Group, string? Role);
    }
}
