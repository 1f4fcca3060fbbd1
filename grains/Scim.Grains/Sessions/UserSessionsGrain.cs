using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Hosting;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;

namespace Scim.Grains.Sessions;

/// <summary>
/// The sessions of one user. See <see cref="IUserSessionsGrain"/>. Everything that an introspection needs is in memory; when a session was last used is stored now
/// and then. The user's grain ends the sessions before it answers a deactivation; that he is still active is asked at each start, before and after the
/// commit, and once a minute of use, in case that nobody came to end them.
/// </summary>
internal sealed class UserSessionsGrain(
    [FromKeyedServices(ScimStorageNames.Provider)] IGrainStorage storage,
    TenantCache tenants,
    LocalSessions locals,
    IGrainContext context,
    TimeProvider time,
    ILogger<UserSessionsGrain> logger) : Grain, IUserSessionsGrain
{
    private static readonly TimeSpan Trust = TimeSpan.FromMinutes(1);

    private readonly StateStore<UserSessionsState> _store = new(storage, ScimStorageNames.Sessions, context.GrainId);
    private readonly ResourceKey _user = ResourceKey.Parse(context.GrainId.Key.ToString()!);
    private readonly Dictionary<string, DateTimeOffset> _lastUse = new(StringComparer.Ordinal);
    private readonly List<StoredSession> _published = [];
    private UserStanding? _standing;
    private long _asked;
    private IGrainTimer? _noting;
    private bool _inDoubt;

    private IUserGrain User => GrainFactory.GetGrain<IUserGrain>(_user.ToString());

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => Outage.Translated(() => _store.Read().AsTask());

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _inDoubt = true;
        Withdraw();
        if (_noting is not null) await NoteUse();
    }

    /// <inheritdoc/>
    public async Task<ScimResult<StartedSession>> Start()
    {
        if (await tenants.Get(_user.Tenant) is not { } tenant) return ResourceErrors.NoTenant;
        if (tenant.Suspended) return SessionRules.TenantSuspended;
        UserStanding standing = await Ask();
        if (SessionRules.Refusal(standing) is { } refusal) return refusal;

        DateTimeOffset now = Now();
        string text = SessionToken.New(_user.Id, tenant.SessionKey.Span, out SessionToken token);
        var session = new StoredSession
        {
            Id = token.SessionId,
            Digest = SessionToken.Digest(text),
            StartedAt = now,
            ExpiresAt = tenant.Settings.Sessions.Lifetime.After(now),
            LastUsedAt = now,
            UserVersion = standing.Version,
        };
        IEnumerable<StoredSession> others = Alive(standing, tenant.Settings.Sessions).OrderByDescending(LastUse).Take(SessionRules.Limit - 1).OrderBy(s => s.StartedAt);
        await Commit([.. others, session]);

        // Only where two activations believed to be this grain can he have been deactivated meanwhile without being heard of here.
        standing = await Ask();
        if (SessionRules.Refusal(standing) is not { } late)
            return new StartedSession { Info = SessionRules.Info(session, _user.Id, now), Token = text };
        await Commit([]);
        return late;
    }

    /// <inheritdoc/>
    public async Task<SessionInfo?> Introspect(string sessionId, ReadOnlyMemory<byte> digest)
    {
        if (Find(sessionId) is not { } session || !CryptographicOperations.FixedTimeEquals(session.Digest, digest.Span)) return null;
        if (await tenants.Get(_user.Tenant) is not { Suspended: false } tenant) return null;
        UserStanding standing = _standing is { } known && time.GetElapsedTime(_asked) < Trust ? known : await Ask();
        DateTimeOffset now = Now();

        // Once more: it may have been ended while the others were asked.
        if (Find(sessionId) is null || !SessionRules.IsAlive(session, LastUse(session), standing, tenant.Settings.Sessions, now)) return null;
        _lastUse[session.Id] = now;
        TimeSpan slack = SessionRules.Slack(tenant.Settings.Sessions);
        if (_noting is null && now - session.LastUsedAt >= slack) _noting = this.RegisterGrainTimer(NoteUse, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        SessionInfo info = SessionRules.Info(session, _user.Id, now);
        Publish(session, info, tenant);
        return info;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<IReadOnlyList<SessionInfo>>> List()
    {
        if (await tenants.Get(_user.Tenant) is not { } tenant) return ResourceErrors.NoTenant;
        UserStanding standing = await Ask();
        if (!standing.Exists) return ResourceErrors.Missing(ResourceKinds.User, _user.Id);
        return Alive(standing, tenant.Settings.Sessions).Select(s => SessionRules.Info(s, _user.Id, LastUse(s))).ToArray();
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Done>> End(string sessionId)
    {
        if (Find(sessionId) is null) return new ScimError(ScimErrorKind.NotFound, "The user has no session of that id. It has ended, or never existed.");
        await Commit([.. _store.Current.Sessions.Where(s => s.Id != sessionId)]);
        return Done.Instance;
    }

    /// <inheritdoc/>
    public async Task EndAll()
    {
        _standing = null;
        Withdraw();
        if (_store.Current.Sessions.Count > 0) await Commit([]);
    }

    // For those who ask in the same process. Nothing was awaited since the session was looked at.
    private void Publish(StoredSession session, SessionInfo info, TenantSnapshot tenant)
    {
        if (_inDoubt) return;
        locals.Publish(_user.Tenant, tenant.Version, session.Digest, info, SessionRules.Remaining(session, info.LastUsedAt, tenant.Settings.Sessions, info.LastUsedAt));
        if (!_published.Contains(session)) _published.Add(session);
    }

    private void Withdraw()
    {
        foreach (StoredSession session in _published)
        {
            _lastUse[session.Id] = LastUse(session);
            locals.Withdraw(session.Digest);
        }

        _published.Clear();
    }

    private StoredSession? Find(string sessionId)
    {
        foreach (StoredSession session in _store.Current.Sessions)
        {
            if (session.Id == sessionId) return session;
        }

        return null;
    }

    private IEnumerable<StoredSession> Alive(UserStanding standing, SessionSettings settings)
    {
        DateTimeOffset now = Now();
        return _store.Current.Sessions.Where(s => SessionRules.IsAlive(s, LastUse(s), standing, settings, now));
    }

    private DateTimeOffset LastUse(StoredSession session)
    {
        DateTimeOffset known = _lastUse.TryGetValue(session.Id, out DateTimeOffset use) ? use : session.LastUsedAt;
        return locals.LastUse(session.Digest) is { } local && local > known ? local : known;
    }

    private async Task<UserStanding> Ask()
    {
        UserStanding standing = await User.Standing();

        // Answers may overtake each other.
        if (_standing is null || standing.Version >= _standing.Version) (_standing, _asked) = (standing, time.GetTimestamp());
        return standing;
    }

    // Not worth an answer's time, nor an error: it is tried again with the next use that is late enough.
    private async Task NoteUse()
    {
        _noting?.Dispose();
        _noting = null;
        try
        {
            await Commit([.. _store.Current.Sessions]);
        }
        catch (Exception e)
        {
            Log.UseNotNoted(logger, e.GetType().Name, _user.Tenant, _user.Id);
        }
    }

    private async Task Commit(IReadOnlyList<StoredSession> sessions)
    {
        try
        {
            Withdraw();
            await _store.Write(new UserSessionsState { Sessions = [.. sessions.Select(s => s with { LastUsedAt = LastUse(s) })] });
        }
        catch
        {
            _inDoubt = true;
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            // Introspections went on meanwhile.
            Withdraw();
        }

        foreach (string id in _lastUse.Keys.Except(sessions.Select(s => s.Id)).ToArray()) _lastUse.Remove(id);
    }

    private DateTimeOffset Now()
    {
        DateTimeOffset now = time.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }
}
