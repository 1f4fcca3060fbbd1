using System.Text;
using System.Text.Json;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tests.Profiles;

public sealed class ProfileSettingsTests
{
    private static readonly TenantState CurrentState = new()
    {
        Tenant = "t",
        Version = 1,
        Operation = ChangeOperation.Create,
    };

    [Theory]
    [InlineData("""{"fields":{"title":{"type":"text","minLength":1,"maxLength":60,"required":true}}}""")]
    [InlineData(
        """{"fields":{"emails":{"type":"email"},"phoneNumbers.value":{"type":"phone"},"photos":{"type":"url"}}}"""
    )]
    [InlineData(
        """{"fields":{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber":{"type":"number","min":1,"max":9,"whole":true}}}"""
    )]
    [InlineData(
        """{"fields":{"userType":{"type":"choice","choices":["A","B"]},"addresses":{"type":"address","parts":["country"]},"name":{"required":true}}}"""
    )]
    [InlineData(
        """{"unsupported":{"manager":"reject","reportTo":"ignore","name.honorificPrefix":"ignore","urn:x:y":"accept"},"blanks":"keep"}"""
    )]
    public void Patch_OfProfile_IsAccepted(string profile) =>
        Assert.Null(PatchSettings($$"""{"profile":{{profile}}}""").Error);

    [Theory]
    [InlineData("""{"fields":{"titel":{"type":"text"}}}""", "profile.fields['titel']")]
    [InlineData("""{"fields":{"title":{"type":"color"}}}""", "profile")]
    [InlineData("""{"fields":{"title":{"size":1}}}""", "profile")]
    [InlineData("""{"fields":{"name":{"type":"text"}}}""", "name.formatted")]
    [InlineData("""{"fields":{"title":{"type":"address"}}}""", "addresses")]
    [InlineData("""{"fields":{"active":{"type":"text"}}}""", "checkbox")]
    [InlineData("""{"fields":{"password":{"type":"text"}}}""", "profile.fields['password']")]
    [InlineData("""{"fields":{"groups":{"required":true}}}""", "profile.fields['groups']")]
    [InlineData("""{"fields":{"meta.created":{"required":true}}}""", "profile.fields['meta.created']")]
    [InlineData("""{"fields":{"title":{"type":"text","minLength":5,"maxLength":4}}}""", "maxLength")]
    [InlineData("""{"fields":{"title":{"type":"text","maxLength":0}}}""", "maxLength")]
    [InlineData("""{"fields":{"title":{"type":"text","min":1}}}""", "number")]
    [InlineData("""{"fields":{"title":{"type":"number","min":2,"max":1}}}""", "max")]
    [InlineData("""{"fields":{"title":{"maxLength":1}}}""", "text")]
    [InlineData("""{"fields":{"title":{"type":"choice"}}}""", "choices")]
    [InlineData("""{"fields":{"title":{"type":"choice","choices":[""]}}}""", "choices")]
    [InlineData("""{"fields":{"title":{"type":"text","choices":["a"]}}}""", "choices")]
    [InlineData("""{"fields":{"addresses":{"type":"address","parts":["planet"]}}}""", "parts")]
    [InlineData("""{"unsupported":{"userName":"reject"}}""", "unsupported['userName']")]
    [InlineData("""{"unsupported":{"ACTIVE":"ignore"}}""", "unsupported['ACTIVE']")]
    [InlineData("""{"unsupported":{"":"ignore"}}""", "unsupported['']")]
    [InlineData("""{"unsupported":{"a b":"ignore"}}""", "unsupported['a b']")]
    [InlineData("""{"unsupported":{"manager":"maybe"}}""", "profile")]
    [InlineData("""{"blanks":"maybe"}""", "profile")]
    public void Patch_OfInvalidProfile_NamesPathAndReason(string profile, string named)
    {
        ScimError error = PatchSettings($$"""{"profile":{{profile}}}""").Error!;
        Assert.Equal(ScimErrorKind.InvalidValue, error.Kind);
        Assert.Contains(named, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Patch_OfMoreFieldsThanAllowed_IsRejected()
    {
        string CreateFields(int n) =>
            "{\"profile\":{\"unsupported\":{"
            + string.Join(",", Enumerable.Range(0, n).Select(i => $"\"a{i}\":\"ignore\""))
            + "}}}";
        Assert.Null(PatchSettings(CreateFields(100)).Error);
        Assert.NotNull(PatchSettings(CreateFields(101)).Error);
    }

    [Fact]
    public void Patch_OfOneMember_KeepsTheOthersAndNullRemovesIt()
    {
        TenantState state = PatchSettings(
            """{"profile":{"unsupported":{"manager":"reject"},"fields":{"title":{"type":"text"}}}}"""
        ).Value!;
        state = PatchSettings(
            """{"profile":{"unsupported":{"reportTo":"ignore"},"fields":{"title":{"required":true}}}}""",
            state
        ).Value!;
        Assert.Equal(2, state.Settings.Profile.Unsupported.Count);
        Assert.Equal(
            (FieldFormat.Text, true),
            (state.Settings.Profile.Fields["title"].Type, state.Settings.Profile.Fields["title"].Required)
        );
        state = PatchSettings("""{"profile":{"unsupported":{"manager":null},"fields":null}}""", state).Value!;
        Assert.Equal(["reportTo"], state.Settings.Profile.Unsupported.Keys);
        Assert.Empty(state.Settings.Profile.Fields);
        Assert.True(PatchSettings("""{"profile":null}""", state).Value!.Settings.Profile.IsEmpty);
    }

    [Fact]
    public void Preset_Igloo_SetsDefaultsThatTheRequestOverrides()
    {
        TenantState state = PatchSettings(
            """{"groupNamePolicy":"allow","upload":{"blanks":"leave"},"profile":{"fields":{"title":{"required":true}},"blanks":"keep"}}"""
        ).Value!;
        TenantSettings settings = PatchSettings(
            """{"preset":"igloo","profile":{"fields":{"name.familyName":{"required":false}}}}""",
            state
        ).Value!.Settings;
        Assert.Equal(
            ("igloo", GroupNamePolicy.Match, EmptyValueHandling.Overwrite),
            (settings.Preset, settings.GroupNamePolicy, settings.Profile.Blanks)
        );
        Assert.Equal(UnsupportedAttributePolicy.Reject, settings.Profile.Unsupported["manager"]);
        Assert.Equal(
            ["name.familyName: False", "name.givenName: True", "title: True"],
            settings.Profile.Fields.Select(f => $"{f.Key}: {f.Value.Required}").Order(StringComparer.Ordinal)
        );
        Assert.Equal("Clear", settings.Upload.Blanks.ToString());
    }

    [Theory]
    [InlineData("\"iglu\"")]
    [InlineData("7")]
    [InlineData("[\"igloo\"]")]
    public void Preset_Unknown_IsRejectedByName(string preset) =>
        Assert.Contains(
            "preset must be one of igloo",
            PatchSettings($$"""{"preset":{{preset}}}""").Error!.Detail,
            StringComparison.Ordinal
        );

    [Fact]
    public void Settings_ThroughStorage_RoundTrip()
    {
        TenantSettings settings = PatchSettings(
            """{"preset":"igloo","profile":{"fields":{"title":{"type":"number","min":1.5}}}}"""
        ).Value!.Settings;
        TenantSettings read = JsonSerializer.Deserialize<TenantSettings>(JsonSerializer.Serialize(settings))!;
        Assert.Equal((FieldFormat.Number, 1.5m), (read.Profile.Fields["title"].Type, read.Profile.Fields["title"].Min));
        Assert.True(read.Profile.Fields["name.givenName"].Required);
        Assert.Equal(settings.Profile.Unsupported, read.Profile.Unsupported);
        Assert.Equal(settings.Preset, read.Preset);
    }

    private static ScimResult<TenantState> PatchSettings(string json, TenantState? present = null) =>
        TenantRules.ApplySettingsPatch(
            present ?? CurrentState,
            new PatchTenantSettings { MergePatch = Encoding.UTF8.GetBytes(json) },
            DateTimeOffset.UnixEpoch
        );
}
