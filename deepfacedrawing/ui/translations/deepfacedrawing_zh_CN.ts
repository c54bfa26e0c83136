<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;About</source>
        <translation>关于(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Clear</source>
        <translation>清空(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>橡皮(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Export face…</source>
        <translation>导出人脸(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Live</source>
        <translation>实时(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>新建(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Pen</source>
        <translation>画笔(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Render now</source>
        <translation>立即渲染(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Surprise me</source>
        <translation>随机外观(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Thinner</source>
        <translation>变细(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>A random appearance</source>
        <translation>随机选一种外观</translation>
    </message>
    <message>
        <source>A thicker pen</source>
        <translation>笔变粗</translation>
    </message>
    <message>
        <source>A thinner pen</source>
        <translation>笔变细</translation>
    </message>
    <message>
        <source>About this program</source>
        <translation>关于本程序</translation>
    </message>
    <message>
        <source>All sliders to 50 %</source>
        <translation>所有滑块回到 50 %</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Fill the screen</source>
        <translation>占满屏幕</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Open a sketch or a picture</source>
        <translation>打开草图或图片</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Remove everything drawn (can be undone)</source>
        <translation>清除画的全部内容（可以撤销）</translation>
    </message>
    <message>
        <source>Render the face now</source>
        <translation>现在渲染人脸</translation>
    </message>
    <message>
        <source>Render while you draw</source>
        <translation>边画边渲染</translation>
    </message>
    <message>
        <source>Reset re&amp;finement</source>
        <translation>重置修整程度(&amp;F)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save it under a new name</source>
        <translation>用新的名字保存</translation>
    </message>
    <message>
        <source>Save the face</source>
        <translation>保存人脸</translation>
    </message>
    <message>
        <source>Save the sketch</source>
        <translation>保存草图</translation>
    </message>
    <message>
        <source>Shadow &amp;guidance</source>
        <translation>阴影引导(&amp;G)</translation>
    </message>
    <message>
        <source>Show faces like yours, softly under the ink</source>
        <translation>在线条下淡淡地显示相似的人脸</translation>
    </message>
    <message>
        <source>Start an empty drawing</source>
        <translation>新建空白画稿</translation>
    </message>
    <message>
        <source>Th&amp;icker</source>
        <translation>变粗(&amp;I)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
</context>
<context>
    <name>DetailsDialog</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
</context>
<context>
    <name>Gestures</name>
    <message>
        <source>A dot</source>
        <translation>画一个点</translation>
    </message>
    <message>
        <source>A straight line</source>
        <translation>画直线</translation>
    </message>
    <message>
        <source>Back end of the pen</source>
        <translation>笔的尾端</translation>
    </message>
    <message>
        <source>Back to its middle</source>
        <translation>回到中间</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>Double click on a slider</source>
        <translation>双击滑块</translation>
    </message>
    <message>
        <source>Drop a file</source>
        <translation>拖入文件</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Middle button + drag</source>
        <translation>按住中键拖动</translation>
    </message>
    <message>
        <source>Move the page</source>
        <translation>移动画纸</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开该文件</translation>
    </message>
    <message>
        <source>Pinch</source>
        <translation>双指捏合</translation>
    </message>
    <message>
        <source>Shift + click</source>
        <translation>Shift + 单击</translation>
    </message>
    <message>
        <source>Space + drag</source>
        <translation>按住空格拖动</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Zoom and turn the page</source>
        <translation>缩放和旋转画纸</translation>
    </message>
    <message>
        <source>Zoom at the pointer</source>
        <translation>以指针为中心缩放</translation>
    </message>
</context>
<context>
    <name>SampleButton</name>
    <message>
        <source>Open the sample sketch “{name}”</source>
        <translation>打开示例草图“{name}”</translation>
    </message>
    <message>
        <source>Sample sketch: {name}</source>
        <translation>示例草图：{name}</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Pen and mouse</source>
        <translation>画笔与鼠标</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Details…</source>
        <translation>详细信息…</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>关闭这条消息</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>State of the engine</source>
        <translation>引擎状态</translation>
    </message>
    <message>
        <source>Time from the pen to the face</source>
        <translation>从落笔到出现人脸的时间</translation>
    </message>
    <message>
        <source>What is known about this error, to read or to copy</source>
        <translation>关于此错误的详细信息，可阅读或复制</translation>
    </message>
    <message>
        <source>Where the faces are computed</source>
        <translation>计算人脸的设备</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>计算中</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
</context>
<context>
    <name>WelcomeCard</name>
    <message>
        <source>Close this hint</source>
        <translation>关闭提示</translation>
    </message>
    <message>
        <source>Draw a face here; the photo beside it follows every line.</source>
        <translation>在这里画一张脸，旁边的照片会随每一笔变化。</translation>
    </message>
    <message>
        <source>Everything can be undone. Or begin with one of these:</source>
        <translation>每一步都可以撤销。也可以从这些草图开始：</translation>
    </message>
    <message>
        <source>Rough is fine: “Refinement” pulls your strokes towards real faces.</source>
        <translation>画得粗略也没关系：“修整”会让线条更接近真实的脸。</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
</context>
</TS>
