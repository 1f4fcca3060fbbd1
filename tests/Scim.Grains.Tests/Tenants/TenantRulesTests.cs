using System.Security.Cryptography;
using System.Text;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tests.Tenants;

public sealed class TenantRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TenantState AcmeState = TenantRules
        .ApplyCreate(new TenantState(), "acme", new CreateTenant(), Now)
        .Value!;

    [Theory]
    [InlineData("a"), InlineData("acme-2"), InlineData("0face")]
    public void ApplyCreate_ValidId_IsTheDefaultDisplayName(string id) =>
        Assert.Equal(id, TenantRules.ApplyCreate(new TenantState(), id, new CreateTenant(), Now).Value!.DisplayName);

    [Theory]
    [InlineData(""), InlineData("Acme"), InlineData("a_b"), InlineData("a/b"), InlineData("ä")]
    public void ApplyCreate_InvalidId_IsRejected(string id) =>
        Assert.Equal(
            ScimErrorKind.InvalidValue,
            TenantRules.ApplyCreate(new TenantState(), id, new CreateTenant(), Now).Error!.Kind
        );

    [Fact]
    public void ApplyCreate_Existing_IsAConflict() =>
        Assert.Equal(
            ScimErrorKind.Conflict,
            TenantRules.ApplyCreate(AcmeState, "acme", new CreateTenant(), Now).Error!.Kind
        );

    [Fact]
    public void ApplyCreate_GeneratesACursorSecretPerTenant()
    {
        TenantState other = TenantRules.ApplyCreate(new TenantState(), "acme", new CreateTenant(), Now).Value!;
        Assert.Equal(32, AcmeState.CursorSecret.Length);
        Assert.NotEqual(AcmeState.CursorSecret, other.CursorSecret);
        Assert.Null(TenantRules.WithSecrets(AcmeState, Now));
        Assert.Equal(32, TenantRules.WithSecrets(AcmeState with { CursorSecret = [] }, Now)!.CursorSecret.Length);
    }

    [Fact]
    public void AddToken_StoresTheDigestOnly()
    {
        IssuedToken token = TenantRules.AddToken(AcmeState, CreateCommand(), Now, out TenantState next).Value!;
        Assert.StartsWith("scim_", token.Secret, StringComparison.Ordinal);
        Assert.True(token.Secret.Length - "scim_".Length >= 43); // 256 bits in Base64
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(token.Secret)), Assert.Single(next.Tokens).Digest);
        Assert.DoesNotContain(token.Secret, System.Text.Json.JsonSerializer.Serialize(next), StringComparison.Ordinal);
        Assert.DoesNotContain(token.Secret, token.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AddToken_AlreadyExpired_IsRejected()
    {
        ScimResult<IssuedToken> issued = TenantRules.AddToken(
            AcmeState,
            CreateCommand() with
            {
                ExpiresAt = Now,
            },
            Now,
            out TenantState next
        );
        Assert.Equal(ScimErrorKind.InvalidValue, issued.Error!.Kind);
        Assert.Same(AcmeState, next);
    }

    [Fact]
    public void AddToken_UnknownScope_IsRejected() =>
        Assert.Equal(
            ScimErrorKind.InvalidValue,
            TenantRules
                .AddToken(AcmeState, CreateCommand() with { Scopes = ["scim:read", "root"] }, Now, out _)
                .Error!.Kind
        );

    [Fact]
    public void RecordLastUse_OlderThanKnown_ChangesNothing()
    {
        TenantRules.AddToken(AcmeState, CreateCommand(), Now, out TenantState state);
        string id = state.Tokens[0].Id;
        state = TenantRules.RecordLastUse(state, new Dictionary<string, DateTimeOffset> { [id] = Now })!;
        Assert.Equal(Now, state.Tokens[0].LastUsedAt);
        Assert.Null(
            TenantRules.RecordLastUse(state, new Dictionary<string, DateTimeOffset> { [id] = Now.AddSeconds(-1) })
        );
    }

    [Theory]
    [InlineData("""{"patch":{"replaceCreates":false}}""", false)]
    [InlineData("""{"patch":{"replaceCreates":null}}""", true)]
    [InlineData("""{"patch":null}""", true)]
    [InlineData("{}", true)]
    public void ApplySettingsPatch_MergesAndNullMeansDefault(string patch, bool replaceCreates) =>
        Assert.Equal(replaceCreates, PatchSettings(AcmeState, patch).Value!.Settings.Patch.ReplaceCreates);

    [Theory]
    [InlineData("""{"pach":{}}""")]
    [InlineData("""{"patch":{"replaceCreates":"no"}}""")]
    [InlineData("""{"patch":{"unknown":1}}""")]
    [InlineData("""{"patch":5}""")]
    [InlineData("""[1]""")]
    [InlineData("""{"patch":""")]
    [InlineData("")]
    public void ApplySettingsPatch_UnknownNameOrWrongValue_IsRejected(string patch) =>
        Assert.NotNull(PatchSettings(AcmeState, patch).Error);

    private static ScimResult<TenantState> PatchSettings(TenantState state, string json) =>
        TenantRules.ApplySettingsPatch(
            state,
            new PatchTenantSettings { MergePatch = Encoding.UTF8.GetBytes(json) },
            Now
        );

    private static IssueToken CreateCommand() => new() { Name = "entra", Scopes = [TokenScopes.ScimRead] };
}
